"""Markup in a name is text, on every page that shows it."""

import time
from collections.abc import Iterator
from itertools import count
from typing import Any, Final
from urllib.parse import quote

import msgspec
from playwright.sync_api import Locator, Page, expect
from websockets.sync.client import connect

from tests.infra.cameras.phone import KEY, picture
from tests.infra.served import Server

_NAMES: Final = ("name", "lifter", "notes")


def markup(field: str) -> str:
    return f"{field}<img src=x onerror=\"document.title='run'\">"


def test_markup_in_every_name_is_shown_as_text(server: Server, page: Page) -> None:
    with connect(f"{server.address.replace('http', 'ws', 1)}/camera", proxy=None) as socket:
        told = {"lift": "squat", **{name: markup(name) for name in _NAMES}}
        session = said(socket, type="start", phone=KEY, told=told)["session"]
        numbers = count()
        page.goto(f"{server.address}/#/tv")
        film(socket, numbers, page.locator(".tv canvas"))
        is_text(page)
        page.goto(f"{server.address}/#/sessions/{session}")
        film(socket, numbers, page.locator(".live .screen canvas"))
        is_text(page, *_NAMES)
        socket.send(msgspec.msgpack.encode({"type": "stop"}))
        server.until(session, "done")
    page.goto(f"{server.address}/#/")
    page.get_by_role("link", name=markup("name")).click()
    expect(page.get_by_role("heading", name=markup("name"))).to_be_visible()
    is_text(page, *_NAMES)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".notice")).to_contain_text(markup("name"))
    is_text(page, "name")


def test_markup_in_the_address_of_the_page_that_films_is_text(server: Server, page: Page) -> None:
    page.context.grant_permissions(["camera"])
    page.goto(f"{server.address}/#/camera?session={quote(markup('session'))}&camera={quote(markup('camera'))}")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_text(page)


def film(socket: Any, numbers: Iterator[int], seen: Locator) -> None:  # noqa: ANN401 - a connection, of either kind
    """Send pictures until one is seen."""
    while not seen.is_visible():
        said(socket, type="frame", frame=next(numbers), captured_at=time.time(), jpeg=picture(0, 640, 360))
        seen.page.wait_for_timeout(100)


def is_text(page: Page, *fields: str) -> None:
    """Each field is there as it was written, and none has become an element."""
    for field in fields:
        expect(page.get_by_text(markup(field)).first).to_be_visible()
    expect(page.locator("img[src=x]")).to_have_count(0)
    assert page.title() != "run"


def said(socket: Any, **message: object) -> dict[str, Any]:  # noqa: ANN401 - a connection, of either kind
    socket.send(msgspec.msgpack.encode(message))
    answer: dict[str, Any] = msgspec.msgpack.decode(socket.recv())
    return answer
