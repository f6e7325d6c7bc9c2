"""How the process is, for whoever looks after it."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway.documented import answers
from gateway.examples import HEALTH
from gateway.history import alive
from gateway.parts import Given
from gateway.refused import RefusedError
from gateway.reply import reply
from gateway.views import Health

router: Final = APIRouter(tags=["health"])


@router.get("/healthz", response_model=None, responses=answers(HEALTH))
async def healthz() -> Response:
    """Tell that the process answers."""
    return reply(Health())


@router.get("/readyz", response_model=None, responses=answers(HEALTH, 503))
async def readyz(parts: Given) -> Response:
    """Tell that the topics are followed and the database answers."""
    if not parts.is_following():
        raise RefusedError(503, "The topics are no longer followed; the server's log says why. Restart it.")
    await alive(parts.databases)
    return reply(Health())
