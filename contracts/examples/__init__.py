"""Golden examples: of every message a full one and poorer ones, as readable JSON and as the exact bytes on the wire.

They are every reader's fixtures. `<tag>.json` is the full example of a message, `<tag>.<variant>.json` another one;
arrays stand there in base64. The JSON is edited by hand; `python -m contracts.examples` writes the bytes from it.
"""

from pathlib import Path
from typing import Final, TypeVar

import msgspec

from contracts.codec import MESSAGES, decode, encode, tag_of
from contracts.message import Message

FOLDER: Final = Path(__file__).parent

M = TypeVar("M", bound=Message)


def example(kind: type[M], variant: str = "") -> M:
    """Give an example of a message: the full one, or the variant of that name.

    Raises:
        FileNotFoundError: if there is no such example.
        UnreadableMessageError: if the message has changed since the example's bytes were written.
    """
    return decode(encoded(kind, variant), kind)


def encoded(kind: type[Message], variant: str = "") -> bytes:
    """Give the bytes of an example, as they travel."""
    return (FOLDER / f"{_name(kind, variant)}.msgpack").read_bytes()


def variants(kind: type[Message]) -> tuple[str, ...]:
    """Name the examples of a message, the full one ("") first."""
    tag = tag_of(kind)
    return "", *sorted(path.stem.removeprefix(f"{tag}.") for path in FOLDER.glob(f"{tag}.*.json"))


def from_json(kind: type[M], variant: str = "") -> M:
    """Read the JSON of an example."""
    return msgspec.json.decode((FOLDER / f"{_name(kind, variant)}.json").read_bytes(), type=kind)


def write() -> None:
    """Write the bytes of every example from its JSON, and lay out the JSON the one way."""
    for kind in MESSAGES:
        for variant in variants(kind):
            message = from_json(kind, variant)
            (FOLDER / f"{_name(kind, variant)}.msgpack").write_bytes(encode(message))
            (FOLDER / f"{_name(kind, variant)}.json").write_bytes(laid_out(message))


def laid_out(message: Message) -> bytes:
    """Give the JSON of a message, a line for each field."""
    return msgspec.json.format(msgspec.json.encode(message), indent=2) + b"\n"


def _name(kind: type[Message], variant: str) -> str:
    return f"{tag_of(kind)}.{variant}" if variant else tag_of(kind)
