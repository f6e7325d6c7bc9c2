"""Brings a file from the web: what came before a connection broke is kept, and only the rest is asked for again."""

import shutil
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final

from processors.model_files import ModelFile, ModelFileError, check, how_to_get

Progressed = Callable[[str, int, int | None], None]
"""Is told the file's name, how many bytes are here, and how many there will be; None: the server doesn't say."""

_TRIES: Final = 4
_WAIT_S: Final = 0.2
_TIMEOUT_S: Final = 30.0
_PIECE: Final = 1 << 16
_PARTIAL: Final = 206
_NOTHING_LEFT: Final = 416


def fetch(name: str, entry: ModelFile, goal: Path, progressed: Progressed) -> None:
    """Bring a file into its folder, checked.

    Args:
        name: its name in the manifest.
        entry: with a `url`.
        goal: the folder.
        progressed: is told how far it is.

    Raises:
        ModelFileError: the server can't be reached, stops half way more than a few times, or sends something else.
    """
    part = goal / f"{entry.file}.part"
    for attempt in range(_TRIES):
        try:
            _download(entry.url, part, lambda done, whole: progressed(name, done, whole))
            break
        except (OSError, HTTPException) as error:
            if attempt == _TRIES - 1 or _is_refusal(error):
                raise ModelFileError(_broken(entry, goal, part, error)) from error
            time.sleep(_WAIT_S * 2**attempt)
    _into_place(part, entry, goal)


def _download(url: str, part: Path, progressed: Callable[[int, int | None], None]) -> None:
    """Ask for what isn't here yet, and add it.

    Raises:
        OSError: the connection can't be made or broke.
        HTTPException: it broke before all that was promised had come.
    """
    done = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={done}-"} if done else {})  # noqa: S310 - from a manifest
    try:
        response: HTTPResponse = urllib.request.urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310 - the same
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == _NOTHING_LEFT and done:
            return
        raise
    with response, part.open("ab" if response.status == _PARTIAL else "wb") as target:
        done = target.tell()
        whole = done + int(response.headers["Content-Length"]) if response.headers["Content-Length"] else None
        while piece := response.read(_PIECE):
            target.write(piece)
            done += len(piece)
            progressed(done, whole)
    if whole is not None and done < whole:
        raise ConnectionError(f"it stopped after {done} of {whole} bytes")


def _is_refusal(error: Exception) -> bool:
    """Whether the server answered, and the answer would be the same again."""
    return isinstance(error, urllib.error.HTTPError) and error.code < 500  # noqa: PLR2004 - from here on it is its fault


def _broken(entry: ModelFile, goal: Path, part: Path, error: Exception) -> str:
    came = part.stat().st_size if part.exists() else 0
    kept = f"; the {came} bytes that came are kept, and the next try goes on from there" if came else ""
    return f"{entry.file} can't be fetched: {error}{kept}; with a network {how_to_get(entry, goal)}"


def _into_place(part: Path, entry: ModelFile, goal: Path) -> None:
    """Check what came and move it; what is wrong is not kept, since going on from it would never be right."""
    scratch = goal / f"{entry.file}.unpacked"
    try:
        if entry.member:
            _unpack(part, entry, scratch)
        else:
            part.replace(scratch)
        check(scratch, entry)
        scratch.replace(goal / entry.file)
    finally:
        scratch.unlink(missing_ok=True)
        part.unlink(missing_ok=True)


def _unpack(archive: Path, entry: ModelFile, scratch: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as opened:
            member = next((name for name in opened.namelist() if name.endswith(entry.member)), None)
            if member is None:
                raise ModelFileError(f"{entry.file} can't be fetched: {entry.url} has no member {entry.member}")
            with opened.open(member) as source, scratch.open("wb") as target:
                shutil.copyfileobj(source, target)
    except zipfile.BadZipFile as error:
        raise ModelFileError(f"{entry.file} can't be fetched: {entry.url} sent no ZIP ({error})") from error
