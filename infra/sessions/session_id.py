"""The id of a session, said by a user who means to go on with one."""

import re
from typing import Final

import click

_ALLOWED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class SessionId(click.ParamType):
    """An id as a user may give it."""

    name = "ID"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what can't be part of an address or a file's name."""
        if _ALLOWED.fullmatch(str(value)) is None:
            self.fail(f"{value!r} is no session's id: up to 64 letters, digits, _ and -", param, ctx)
        return str(value)
