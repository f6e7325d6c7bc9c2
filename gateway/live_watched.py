"""What the watchers of one session share: its log of events, and its newest view, encoded once for all of them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import msgspec

from gateway.live_join import Bundle, Join
from gateway.live_log import LiveLog
from gateway.live_messages import View


class Watcher(Protocol):
    """Who watches a session."""

    @property
    def wants_view(self) -> bool:
        """Whether another view may be sent now."""
        ...

    def stir(self) -> None:
        """Take notice: there may be something new."""
        ...


@dataclass(frozen=True, eq=False)
class Shown:
    """A view as it is sent, encoded once for everybody."""

    bundle: Bundle
    jpeg: bytes

    @cached_property
    def data(self) -> bytes:
        """All of it."""
        return self._encoded(self.jpeg)

    @cached_property
    def bare(self) -> bytes:
        """All but the picture: for who has that already, or a narrow way."""
        return self._encoded(b"")

    def _encoded(self, jpeg: bytes) -> bytes:
        bundle = self.bundle
        view = View(
            frame=bundle.frame,
            pts=bundle.pts,
            jpeg=jpeg,
            poses2d=msgspec.Raw(bundle.poses2d),
            poses3d=msgspec.Raw(bundle.poses3d),
            form=msgspec.Raw(bundle.form),
        )
        return msgspec.msgpack.encode(view)


@dataclass(eq=False)
class Watched:
    """A session that somebody watches."""

    session: str
    log: LiveLog
    join: Join = field(default_factory=Join)
    watchers: set[Watcher] = field(default_factory=set)
    users: int = 0
    """How many hold it; a watcher is one from before its first word on."""
    view: Shown | None = None
    deleted: bool = False

    @property
    def wanted(self) -> Bundle | None:
        """The bundle to make a view of; None: there is no new one, or nobody wants it."""
        newest = self.join.newest
        is_new = newest is not None and (self.view is None or self.view.bundle is not newest)
        return newest if is_new and any(watcher.wants_view for watcher in self.watchers) else None

    def stir(self) -> None:
        """Let everybody look."""
        for watcher in self.watchers:
            watcher.stir()
