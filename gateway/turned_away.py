"""Every refusal as one sentence of JSON, whoever refuses: a route, FastAPI, or an accident."""

import logging
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bus.journal import JournalError
from gateway.refused import ErrorView, RefusedError
from gateway.reply import reply
from gateway.told import invalid

_log: Final = logging.getLogger(__name__)


def answer_refusals(app: FastAPI) -> None:
    """Register an answer for each kind of refusal."""
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(JournalError, _unwritten)
    app.add_exception_handler(Exception, _accident)


async def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, RefusedError):
        raise error
    return reply(ErrorView(error=str(error)), error.status, error.headers)


async def _invalid(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    return reply(ErrorView(error=invalid([{**first, "loc": first["loc"][1:]}])), 422)


async def _http(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    said = str(error.detail).rstrip(".")
    return reply(ErrorView(error=f"{said}."), error.status_code, error.headers or {})


async def _unwritten(_: Request, error: Exception) -> Response:
    _log.error("A request was refused: %s", error)
    return reply(ErrorView(error="The disk is full, or can't be written: nothing was changed. Make room first."), 507)


async def _accident(_: Request, __: Exception) -> Response:
    return reply(ErrorView(error="Something went wrong here, not with the request; the server's log says what."), 500)
