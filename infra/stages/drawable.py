"""Brings together what is needed to draw a frame: what pose, lift and judge say of it, each from its own topic."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bus.record import Record
from contracts.codec import UnreadableMessageError, decode
from contracts.event import EndOfStream, Event
from contracts.form import Form, FormEnd
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d

KINDS: Final[dict[str, tuple[type[Event], ...]]] = {
    "poses2d": (Poses2d, EndOfStream),
    "poses3d": (Poses3d, EndOfStream),
    "form": (Form, FormEnd),
}
"""What lies on each topic."""


class Whose(NamedTuple):
    """A run of a session."""

    session: str
    run: str


@dataclass
class Drawable:
    """A frame, or the end, and the records that tell of it."""

    whose: Whose
    frame: int
    poses2d: Poses2d | None = None
    poses3d: Poses3d | None = None
    form: Form | FormEnd | None = None
    records: list[Record] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all is there."""
        return isinstance(self.form, FormEnd) or None not in (self.poses2d, self.poses3d, self.form)


class Together:
    """What has come of frames that aren't whole yet."""

    def __init__(self) -> None:
        self._frames: dict[Whose, dict[int, Drawable]] = {}

    def add(self, record: Record) -> list[Drawable]:
        """Take a record; give the frame that is whole with it, and those before it that never will be.

        Raises:
            UnreadableMessageError: it is no message of its topic, or of another session than its key.
        """
        event = decode(record.value, *KINDS[record.topic])
        if event.session != record.key:
            raise UnreadableMessageError(f"the message is of session {event.session!r}, the key of {record.key!r}")
        whose = Whose(event.session, event.run)
        frames = self._frames.setdefault(whose, {})
        one = frames.setdefault(event.frame, Drawable(whose, event.frame))
        one.records.append(record)
        if isinstance(event, Poses2d):
            one.poses2d = event
        elif isinstance(event, Poses3d):
            one.poses3d = event
        elif isinstance(event, Form | FormEnd):
            one.form = event
        if not one.is_whole:
            return []
        done = [frames.pop(frame) for frame in sorted(frames) if frame <= one.frame]
        if not frames:
            del self._frames[whose]
        return done

    def clear(self) -> None:
        """Forget all."""
        self._frames.clear()

    def records(self) -> Iterable[Record]:
        """Give what was added and is of no whole frame."""
        return (record for frames in self._frames.values() for one in frames.values() for record in one.records)
