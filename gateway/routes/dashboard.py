"""The dashboard's built files at `/`."""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

_MISSING: Final = "The dashboard is not built: run `make dashboard`, then start the server again.\n"


def serve(app: FastAPI, folder: Path | None) -> None:
    """Serve a folder of built files below all other routes; without one, say how to build it."""
    if folder is not None and (folder / "index.html").is_file():
        app.mount("/", StaticFiles(directory=folder, html=True))
        return

    @app.get("/", include_in_schema=False)
    async def missing() -> PlainTextResponse:
        return PlainTextResponse(_MISSING)
