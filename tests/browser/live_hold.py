"""Stops a live page at a frame, so that it can be looked at for as long as one likes."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from playwright.sync_api import Page, WebSocketRoute

_EVERY_MS: Final = 30
_TRIES: Final = 4000


class LiveHold:
    """Lets through what a live socket says, up to a view; the page then waits, as it would for a slow server.

    Args:
        page: Whose sockets.
    """

    def __init__(self, page: Page) -> None:
        self.at_frame: int | None = None
        """The first view of this frame or a later one is the last that comes through; None: all do."""
        self.silent = False
        """Whether sockets that are opened from now on say nothing at all."""
        self._page = page
        self._last: int | None = None
        self._held: list[Callable[[], None]] = []
        page.route_web_socket("**/live/*", self._connect)

    @property
    def is_there(self) -> bool:
        """Whether that view came through."""
        return self._last is not None

    def wait(self) -> None:
        """Wait until that view is on the page."""
        for _ in range(_TRIES):
            if self.is_there:
                self._page.locator(f".screen canvas[data-frame='{self._last}']").wait_for()
                return
            self._page.wait_for_timeout(_EVERY_MS)
        raise AssertionError(f"frame {self.at_frame} never came")

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.silent:
            return
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            if self.is_there:
                self._held.append(lambda: socket.send(message))
                return
            socket.send(message)
            self._look(msgspec.msgpack.decode(message))

        server.on_message(pass_on)

    def _look(self, message: Mapping[str, Any]) -> None:
        if self.at_frame is not None and message["type"] == "view" and message["frame"] >= self.at_frame:
            self._last = message["frame"]

    def let_go(self) -> None:
        """Let everything through again, and what was held back first."""
        self.at_frame = self._last = None
        held, self._held = self._held, []
        for send in held:
            send()
