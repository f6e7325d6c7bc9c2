"""Brings together what the stages said of one frame, whatever order it comes in; only the newest frame counts."""

from typing import Final, NamedTuple

import msgspec

from contracts.codec import UnreadableMessageError, tag_of
from contracts.event import EndOfStream, FrameRef
from contracts.form import Form

_MOST_AHEAD: Final = 4096
"""How many frames one stage may be ahead of another before its oldest answers are given up; 3 KB each."""


class Whose(msgspec.Struct, frozen=True):
    """Of which frame of which run a message is: what has to be read to pass the rest on as it is."""

    type: str
    run: str
    frame: int
    camera: str = ""

    @property
    def key(self) -> "Key":
        """What joins it with other messages of the same frame."""
        return self.run, self.camera, self.frame


Key = tuple[str, str, int]
_END: Final = tag_of(EndOfStream)
_whose: Final = msgspec.msgpack.Decoder(Whose)


class Bundle(NamedTuple):
    """The answers to one frame, as they were published."""

    frame: int
    pts: float
    frame_ref: FrameRef
    """Where its picture lies."""
    poses2d: bytes
    poses3d: bytes
    form: bytes


class _Judged(NamedTuple):
    form: Form
    frame_ref: FrameRef
    value: bytes


class Join:
    """Joins the answers of one session."""

    def __init__(self) -> None:
        self.newest: Bundle | None = None
        """The newest frame of which everything is known."""
        self._poses2d: dict[Key, bytes] = {}
        self._poses3d: dict[Key, bytes] = {}
        self._judged: dict[Key, _Judged] = {}

    def take_poses2d(self, value: bytes) -> None:
        """Add a message of `poses2d`. Raises `UnreadableMessageError` if it is none."""
        self._take(self._poses2d, value)

    def take_poses3d(self, value: bytes) -> None:
        """Add a message of `poses3d`. Raises `UnreadableMessageError` if it is none."""
        self._take(self._poses3d, value)

    def take_form(self, form: Form, value: bytes) -> None:
        """Add a message of `form`, decoded and as it was published; one whose picture lies nowhere can't be shown."""
        if form.trace.frame_ref is not None:
            key = (form.run, form.camera, form.frame)
            self._judged[key] = _Judged(form, form.trace.frame_ref, value)
            self._complete(key)

    def _take(self, into: dict[Key, bytes], value: bytes) -> None:
        try:
            whose = _whose.decode(value)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnreadableMessageError(f"{len(value)} bytes are no answer to a frame") from error
        if whose.type != _END:
            into[whose.key] = value
            self._complete(whose.key)

    def _complete(self, key: Key) -> None:
        if key in self._judged and key in self._poses2d and key in self._poses3d:
            form, frame_ref, value = self._judged[key]
            self.newest = Bundle(form.frame, form.pts, frame_ref, self._poses2d[key], self._poses3d[key], value)
            for answers in (self._poses2d, self._poses3d, self._judged):
                _forget_until(key, answers)
        for answers in (self._poses2d, self._poses3d, self._judged):
            if len(answers) > _MOST_AHEAD:
                del answers[next(iter(answers))]


def _forget_until(key: Key, answers: "dict[Key, bytes] | dict[Key, _Judged]") -> None:
    """Forget a frame, and all that came before it."""
    for older in list(answers):
        del answers[older]
        if older == key:
            return
