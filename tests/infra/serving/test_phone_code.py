"""The code that a terminal shows leads where the address does."""

import cv2
import numpy as np

from infra.serving.phone_code import code_svg, invitation, phone_address, phone_view

ADDRESS = "https://192.168.178.20:8000/?token=0123456789abcdefghijklmnopqrstuv"
_HALVES = {" ": (0, 0), "▀": (255, 0), "▄": (0, 255), "█": (255, 255)}
_PIXELS = 8


def scanned(text: str) -> str:
    """What a camera in front of the terminal reads."""
    lines = [line for line in text.splitlines() if line and set(line) <= set(_HALVES)]
    rows = [[_HALVES[sign][half] for sign in line] for line in lines for half in (0, 1)]
    picture = np.asarray(np.kron(np.array(rows, np.uint8), np.ones((_PIXELS, _PIXELS), np.uint8)), np.uint8)
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    return read


def test_a_terminal_shows_the_address_with_its_token_and_what_to_tap() -> None:
    shown = invitation(phone_address(ADDRESS))
    assert scanned(shown) == f"{ADDRESS}#/camera"
    assert "tap Advanced, then Proceed" in shown


def test_a_second_camera_has_a_code_of_its_own() -> None:
    page = phone_view(ADDRESS, "a&b", "side")
    assert page.address == f"{ADDRESS}#/camera?session=a%26b&camera=side"
    assert page.code == code_svg(page.address)


def test_a_page_shows_it_as_a_picture() -> None:
    assert code_svg(ADDRESS).startswith("<svg ")
