"""The code that a phone scans to film: the address of its page, with the token, as a picture."""

from io import BytesIO, StringIO
from typing import Final
from urllib.parse import urlencode

import segno

from gateway.views import PhoneView

_PAGE: Final = "#/camera"
_TAP: Final = (
    "Its browser warns once, as this machine signs for itself: tap Advanced, then Proceed (Chrome), or Show Details,\n"
    "then visit this website (Safari)."
)


def phone_address(address: str, session: str | None = None, camera: str = "") -> str:
    """Give the address of the page that films.

    Args:
        address: of the server, as a browser opens it.
        session: the session that it films from another side; None: one of its own.
        camera: what it is called there.
    """
    return f"{address}{_PAGE}" + (f"?{urlencode({'session': session, 'camera': camera})}" if session else "")


def phone_view(address: str, session: str | None, camera: str) -> PhoneView:
    """Give what a page shows to a phone; the arguments are those of `phone_address`."""
    page = phone_address(address, session, camera)
    return PhoneView(address=page, code=code_svg(page))


def code_svg(address: str) -> str:
    """Give the code of an address as SVG."""
    picture = BytesIO()
    _code(address).save(picture, kind="svg", border=3, scale=4, light="white", xmldecl=False)
    return picture.getvalue().decode()


def invitation(address: str) -> str:
    """Give what a terminal says of the page that films: the code, and what to tap.

    Args:
        address: of the page.
    """
    drawn = StringIO()
    _code(address).terminal(out=drawn, border=2, compact=True)
    return f"To film with a phone in this network, scan:\n{drawn.getvalue()}\n{_TAP}"


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="l", boost_error=False)
