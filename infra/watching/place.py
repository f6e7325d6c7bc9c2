"""Where a session is: its server, its id, and what the server wants to be shown."""

from typing import Final, NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from infra.printable import printable

LATEST: Final = "latest"
"""In place of a session's id: the newest one."""
_PAGE: Final = "/sessions/"


class PlaceError(ValueError):
    """What was given names no session at no server."""


class Place(NamedTuple):
    """Where a session is."""

    server: str
    """As `http://127.0.0.1:8000`."""
    session: str
    token: str = ""

    @property
    def socket(self) -> str:
        """The address of its live socket."""
        return f"ws{self.server.removeprefix('http')}/live/{quote(self.session, safe='')}"


def place_of(session: str, server: str, token: str) -> Place:
    """Understand what a person calls a session.

    Args:
        session: its id, `latest`, or the address of its page, which names the server too.
        server: the server's address, as it prints it: it may hold a token.
        token: counts before one that an address holds; "": none was given.

    Raises:
        PlaceError: an address is none.
    """
    if "://" not in session:
        address, shown = _address(server)
        return Place(address, session, token or shown)
    address, shown = _address(session)
    page = urlsplit(session).fragment.split("?")[0]
    if not page.startswith(_PAGE) or page == _PAGE:
        raise PlaceError(f"{printable(session)} is no session's page: one ends in #{_PAGE}ID")
    return Place(address, unquote(page.removeprefix(_PAGE)), token or shown)


def _address(text: str) -> tuple[str, str]:
    """Split a server's address from the token in it; "": there is none."""
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise PlaceError(f"{printable(text)} is no server's address: one is http://127.0.0.1:8000")
    token = parse_qs(parts.query).get("token", [""])[0]
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/"), token
