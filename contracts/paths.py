"""Where a message holds what: every field of a message by its dotted path, through whatever it is made of."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Meta

from contracts.message import Message, fields_of, hints_of


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One field, as reached from a message."""

    path: str
    """Names from the message down, joined by dots: `people.box_in_image`; lists and maps are passed through."""
    owners: tuple[type[Message], ...]
    """The structs on the way, the message first; they tell apart what a union reaches by the same path."""
    meta: Meta
    """What the field says of itself."""
    hint: Any
    """Its annotation."""

    @property
    def is_leaf(self) -> bool:
        """Whether the field holds a value, rather than more fields."""
        return not any(messages_in(self.hint))


def places(message: type[Message], prefix: str = "", owners: tuple[type[Message], ...] = ()) -> Iterator[Place]:
    """Give every field of a message, and every field of what these hold."""
    chain = (*owners, message)
    for name, meta in fields_of(message).items():
        hint = hints_of(message)[name]
        yield Place(path=prefix + name, owners=chain, meta=meta, hint=hint)
        for held in messages_in(hint):
            yield from places(held, f"{prefix}{name}.", chain)


def messages_in(hint: Any) -> Iterator[type[Message]]:  # noqa: ANN401 - any annotation may come
    """Give the structs that an annotation names, in order, whatever container they lie in."""
    if isinstance(hint, type) and get_origin(hint) is None and issubclass(hint, Message):
        yield hint
    for part in get_args(hint):
        yield from messages_in(part)
