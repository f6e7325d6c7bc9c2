"""The code that a phone scans to film: the address of its page, with the token, as a picture."""

from io import BytesIO, StringIO
from typing import Final

import segno

_PAGE: Final = "#/camera"
_TAP: Final = (
    "Its browser warns once, as this machine signs for itself: tap Advanced, then Proceed (Chrome), or Show Details,\n"
    "then visit this website (Safari)."
)


def phone_address(address: str) -> str:
    """Give the address of the page that films.

    Args:
        address: of the server, as a browser opens it.
    """
    return f"{address}{_PAGE}"


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
