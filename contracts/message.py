"""What every message has in common: frozen, tagged with name and version, each field described where it is defined."""

from functools import cache
from math import prod
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta


def says(text: str, *, unit: str = "", space: str = "", shape: tuple[int, ...] = ()) -> Meta:
    """Describe a field: what it is, its unit, the space it lives in, and for float32 bytes the shape."""
    about = ", ".join(part for part in (f"{shape}" if shape else "", unit, f"in {space}" if space else "") if part)
    return Meta(
        description=f"{text} [{about}]" if about else text,
        extra={"unit": unit, "space": space, "shape": shape},
    )


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """A value of the contracts. Refuses arrays that don't have the stated shape."""

    def __post_init__(self) -> None:
        for name, size in _sizes_of(type(self)):
            data = getattr(self, name)
            if data is not None and len(data) != size:
                shape = shapes_of(type(self))[name]
                raise ValueError(f"`{name}` holds {len(data)} bytes, but shape {shape} of float32 takes {size}")


@cache
def hints_of(message: type[Message]) -> dict[str, Any]:
    """Give the annotation of each field, by name."""
    hints = get_type_hints(message, include_extras=True)
    return {field.name: hints[field.name] for field in msgspec.structs.fields(message)}


@cache
def fields_of(message: type[Message]) -> dict[str, Meta]:
    """Give the description of each field, by name."""
    return {name: _meta(hint) for name, hint in hints_of(message).items()}


@cache
def shapes_of(message: type[Message]) -> dict[str, tuple[int, ...]]:
    """Give the shape of each field that is an array, by name."""
    shapes = {name: (meta.extra or {}).get("shape", ()) for name, meta in fields_of(message).items()}
    return {name: shape for name, shape in shapes.items() if shape}


@cache
def _sizes_of(message: type[Message]) -> tuple[tuple[str, int], ...]:
    """Give what each array takes, bytes, with its name."""
    return tuple((name, 4 * prod(shape)) for name, shape in shapes_of(message).items())


def _meta(hint: Any) -> Meta:  # noqa: ANN401 - any annotation may come
    if get_origin(hint) is Annotated:
        return next((extra for extra in get_args(hint)[1:] if isinstance(extra, Meta)), Meta())
    return Meta()
