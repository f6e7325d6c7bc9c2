"""One dead letter in full: where it came from and why it is here, its headers, its value."""

from collections.abc import Iterator
from typing import Final

from contracts.codec import UnreadableMessageError, decode, tag_of
from contracts.message import Message
from contracts.topics import TOPICS
from infra.dead.letters import Buried, LetterError
from infra.dead.shown_list import when
from infra.printable import printable

_JPEG: Final = b"\xff\xd8\xff"
_MESSAGES: Final = tuple({message for topic in TOPICS for message in topic.messages})
_LONGEST: Final = 200


def lines_of(buried: Buried) -> Iterator[str]:
    """Give the lines that tell all of it."""
    letter = buried.letter
    yield f"letter   {buried.name}, of {when(buried.appended_at)}"
    stage = printable(f"{letter.stage} {letter.version}")
    yield f"stage    {stage}, which gave it up at {when(letter.failed_at)}"
    yield f"reason   {printable(letter.reason)}"
    until = "" if letter.last_offset is None else f" to {letter.last_offset}"
    yield f"from     {printable(letter.topic)}, partition {letter.partition}, offset {letter.offset}{until}"
    yield f"session  {printable(letter.key)}"
    for name, value in letter.headers.items():
        yield from _told(f"header   {printable(name)}", value)
    if not letter.headers:
        yield "header   none"
    yield from _told("value   ", letter.value)


def picture_of(buried: Buried) -> bytes:
    """Give the picture that a letter holds.

    Raises:
        LetterError: it holds none.
    """
    value = buried.letter.value
    if not value.startswith(_JPEG):
        raise LetterError(f"The dead letter {buried.name} holds no picture: its {len(value):,} bytes aren't a JPEG's")
    return value


def _told(label: str, data: bytes) -> Iterator[str]:
    """Tell what bytes are, and what is in them where they are one of our messages."""
    try:
        message = decode(data, *_MESSAGES)
    except UnreadableMessageError:
        yield f"{label} {_bytes(data)}"
        return
    yield f"{label} {_bytes(data)}: {tag_of(type(message))}"
    yield from (f"           {line}" for line in _fields(message))


def _fields(message: Message) -> Iterator[str]:
    for name in message.__struct_fields__:
        value = getattr(message, name)
        text = _bytes(value) if isinstance(value, bytes) else printable(str(value))
        yield f"{name}: {text if len(text) <= _LONGEST else f'{text[:_LONGEST]} ...'}"


def _bytes(data: bytes) -> str:
    if data.startswith(_JPEG):
        return f"{len(data):,} bytes that begin as a JPEG"
    return f"{len(data):,} bytes"
