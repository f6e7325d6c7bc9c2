"""Whatever a message can hold comes back as it was; whatever is no message is refused in one way."""

from collections.abc import Callable
from math import prod
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codec import MESSAGES, UnreadableMessageError, decode, encode, tag_of
from contracts.examples import encoded, example, variants
from contracts.message import Message, hints_of, shapes_of

each_message = pytest.mark.parametrize("kind", MESSAGES, ids=tag_of)
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**63), 2**64 - 1),
    float: st.floats(),
    bool: st.booleans(),
    str: st.text(max_size=12),
    bytes: st.binary(max_size=12),
    type(None): st.none(),
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@each_message
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_message_comes_back_as_it_was(kind: type[Message], data: st.DataObject) -> None:
    message = data.draw(messages(kind))
    wire = encode(message)
    assert encode(decode(wire, kind)) == wire  # bytes are compared: a NaN equals nothing, itself included


@each_message
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_bytes_cut_short_are_refused(kind: type[Message], data: st.DataObject) -> None:
    wire = encoded(kind)
    with pytest.raises(UnreadableMessageError, match=tag_of(kind)):
        decode(wire[: data.draw(st.integers(0, len(wire) - 1))], kind)


@each_message
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_altered_bytes_are_a_message_or_refused(kind: type[Message], data: st.DataObject) -> None:
    wire = bytearray(encoded(kind))
    for place in data.draw(st.lists(st.integers(0, len(wire) - 1), min_size=1, max_size=4)):
        wire[place] = data.draw(st.integers(0, 255))
    _refused_or_read(bytes(wire), kind)


@each_message
@settings(max_examples=25, deadline=None)
@given(junk=st.binary(max_size=64))
def test_any_bytes_are_a_message_or_refused(kind: type[Message], junk: bytes) -> None:
    _refused_or_read(junk, kind)


@each_message
@settings(max_examples=25, deadline=None)
@given(value=ANYTHING, data=st.data())
def test_a_field_of_any_value_is_read_or_refused(kind: type[Message], value: object, data: st.DataObject) -> None:
    fields = msgspec.msgpack.decode(encoded(kind))
    fields[data.draw(st.sampled_from(sorted(fields)))] = value
    _refused_or_read(msgspec.msgpack.encode(fields), kind)


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(UnreadableMessageError):
        decode(b"\x81\xa1x" + b"\x91" * 100_000, *MESSAGES[:-1])


@each_message
def test_an_array_of_a_wrong_length_is_refused_by_name(kind: type[Message]) -> None:
    for variant in variants(kind):
        for name, alter in arrays_in(example(kind, variant)):
            fields = msgspec.msgpack.decode(encoded(kind, variant))
            alter(fields)
            with pytest.raises(UnreadableMessageError, match=f"`{name}` holds"):
                decode(msgspec.msgpack.encode(fields), kind)


@each_message
def test_fields_of_a_writer_of_tomorrow_are_passed_over(kind: type[Message]) -> None:
    for variant in variants(kind):
        fields = msgspec.msgpack.decode(encoded(kind, variant))
        widened = msgspec.msgpack.encode(_widen(fields, example(kind, variant)))
        assert encode(decode(widened, kind)) == encoded(kind, variant)


@each_message
def test_a_version_of_tomorrow_is_refused(kind: type[Message]) -> None:
    fields = msgspec.msgpack.decode(encoded(kind))
    fields[kind.__struct_config__.tag_field] = tag_of(kind).replace(".v1", ".v2")
    with pytest.raises(UnreadableMessageError, match="v2"):
        decode(msgspec.msgpack.encode(fields), kind)


def messages(kind: type[Message]) -> st.SearchStrategy[Message]:
    """Draw messages of a kind, from nothing but what its fields say."""
    shapes = shapes_of(kind)
    fields = {name: _values(hint, shapes.get(name)) for name, hint in hints_of(kind).items()}
    return st.builds(kind, **fields)


def arrays_in(message: Message, path: tuple[str | int, ...] = ()) -> list[tuple[str, Callable[[Any], None]]]:
    """Find the arrays that a message holds, each with a function that makes its bytes in the raw fields too few."""
    found: list[tuple[str, Callable[[Any], None]]] = []
    for name in hints_of(type(message)):
        value = getattr(message, name)
        if name in shapes_of(type(message)) and value is not None:
            found.append((name, _shortener((*path, name))))
        for index, part in enumerate(value) if isinstance(value, tuple) else [("", value)]:
            if isinstance(part, Message):
                found += arrays_in(part, (*path, name) if index == "" else (*path, name, index))
    return found


def _shortener(path: tuple[str | int, ...]) -> Callable[[Any], None]:
    def shorten(fields: Any) -> None:  # noqa: ANN401 - raw msgpack
        for step in path[:-1]:
            fields = fields[step]
        fields[path[-1]] = fields[path[-1]][:-4]

    return shorten


def _values(hint: Any, shape: tuple[int, ...] | None) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any annotation
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(args)
    if args:
        return _compound(origin, args, shape)
    if issubclass(hint, Message):
        return messages(hint)
    if hint is bytes and shape:
        return st.binary(min_size=4 * prod(shape), max_size=4 * prod(shape))  # whatever bits: NaN of every kind too
    return SCALARS[hint]


def _compound(origin: Any, args: tuple[Any, ...], shape: tuple[int, ...] | None) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any annotation
    if origin is Annotated:
        return _values(args[0], shape)
    if origin is tuple:
        return st.lists(_values(args[0], shape), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(_values(args[0], None), _values(args[1], None), max_size=3)
    return st.one_of(*(_values(arg, shape) for arg in args))


def _refused_or_read(wire: bytes, kind: type[Message]) -> None:
    """Any error but the codec's own fails the test; what is read must be written again without one."""
    try:
        message = decode(wire, kind)
    except UnreadableMessageError as error:
        assert str(error).isprintable()  # noqa: PT017 - either outcome is right, and one of them is checked further
        return
    assert decode(encode(message), kind) is not None


def _widen(fields: Any, value: Any) -> Any:  # noqa: ANN401 - raw msgpack beside what it stands for
    if isinstance(value, Message):
        known = {name: _widen(part, getattr(value, name, None)) for name, part in fields.items()}
        return {"from_tomorrow": {"deep": [1, b"2", None]}, **known}
    if isinstance(value, tuple):
        return [_widen(part, held) for part, held in zip(fields, value, strict=True)]
    if isinstance(value, dict):
        return {key: _widen(part, value[key]) for key, part in fields.items()}
    return fields
