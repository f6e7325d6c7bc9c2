"""Messages to msgpack and back; the tag says which message of which version it is."""

from functools import cache
from typing import Any, Final, TypeVar, Union

import msgspec

from contracts.dead_letters import DeadLetter
from contracts.detections import Detections
from contracts.event import EndOfStream
from contracts.form import Form, FormEnd
from contracts.frames import FrameHeader
from contracts.message import Message
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.rendered import RenderedHeader
from contracts.report import Report
from contracts.run import Run
from contracts.sessions import Session
from contracts.states import SavedState

MESSAGES: Final[tuple[type[Message], ...]] = (
    FrameHeader,
    EndOfStream,
    Detections,
    Poses2d,
    Poses3d,
    Form,
    FormEnd,
    RenderedHeader,
    Session,
    SavedState,
    Run,
    DeadLetter,
    Report,
)
"""Every message that stands by itself on a topic, in a header or in a file."""

M = TypeVar("M", bound=Message)


class UnreadableMessageError(ValueError):
    """Bytes that are not the message they should be."""


def encode(message: Message) -> bytes:
    """Encode a message as it travels."""
    return msgspec.msgpack.encode(message)


def decode(data: bytes, *kinds: type[M]) -> M:
    """Decode a message that must be one of `kinds`.

    Raises:
        UnreadableMessageError: with one sentence that says what is wrong and with which field.
    """
    try:
        return _decoder(kinds).decode(data)  # type: ignore[no-any-return] # the union is made at run time
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        expected = " or ".join(tag_of(kind) for kind in kinds)
        raise UnreadableMessageError(f"{len(data)} bytes are no {expected}: {_printable(str(error))}") from error


def _printable(text: str, longest: int = 300) -> str:
    """Make one short line of a text that may quote the bytes of a stranger."""
    clipped = text if len(text) <= longest else f"{text[:longest]} ..."
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in clipped)


@cache
def _decoder(kinds: tuple[type[Message], ...]) -> "msgspec.msgpack.Decoder[Any]":
    return msgspec.msgpack.Decoder(Union[kinds])  # noqa: UP007 - the members are known at run time only


def tag_of(kind: type[Message]) -> str:
    """Give the name and version that a message is tagged with: `poses3d.v1`."""
    return str(kind.__struct_config__.tag)
