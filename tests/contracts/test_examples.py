"""The golden examples say what travels, to the byte; none is missing and none is left over."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from contracts.codec import MESSAGES, decode, encode, tag_of
from contracts.event import Event
from contracts.examples import FOLDER, encoded, example, from_json, laid_out, variants
from contracts.form import Rep
from contracts.message import Message
from contracts.paths import places
from contracts.run import Run
from contracts.sessions import Session
from contracts.vocabulary import METRICS

EXAMPLES = [(kind, variant) for kind in MESSAGES for variant in variants(kind)]
each_example = pytest.mark.parametrize(
    ("kind", "variant"), EXAMPLES, ids=[f"{tag_of(kind)}.{variant}".rstrip(".") for kind, variant in EXAMPLES]
)


@each_example
def test_the_json_is_the_message_that_travels_as_the_bytes(kind: type[Message], variant: str) -> None:
    assert encode(from_json(kind, variant)) == encoded(kind, variant), "run `python -m contracts.examples`"


@each_example
def test_the_bytes_are_read_and_written_back_exactly(kind: type[Message], variant: str) -> None:
    assert encode(example(kind, variant)) == encoded(kind, variant)


@each_example
def test_the_bytes_are_found_among_all_messages_of_that_tag_field(kind: type[Message], variant: str) -> None:
    tagged_alike = [
        other for other in MESSAGES if other.__struct_config__.tag_field == kind.__struct_config__.tag_field
    ]
    assert type(decode(encoded(kind, variant), *tagged_alike)) is kind


@each_example
def test_the_json_is_laid_out_the_one_way_and_leaves_no_field_out(kind: type[Message], variant: str) -> None:
    name = f"{tag_of(kind)}.{variant}".rstrip(".")
    assert (FOLDER / f"{name}.json").read_bytes() == laid_out(from_json(kind, variant))


@pytest.mark.parametrize("kind", MESSAGES, ids=tag_of)
def test_every_message_has_a_full_example_and_a_poorer_one(kind: type[Message]) -> None:
    examples = [msgspec.structs.asdict(example(kind, variant)) for variant in variants(kind)]
    assert len(examples) >= 2
    assert not [name for name in examples[0] if all(fields[name] is None for fields in examples)], "told by no example"


def test_no_example_is_an_orphan() -> None:
    names = {f"{tag_of(kind)}.{variant}".rstrip(".") for kind, variant in EXAMPLES}
    expected = {f"{name}.{ending}" for name in names for ending in ("json", "msgpack")}
    assert {path.name for path in FOLDER.iterdir() if path.suffix in {".json", ".msgpack"}} == expected


def test_every_struct_of_every_message_is_shown_by_an_example() -> None:
    shown = {type(part) for kind, variant in EXAMPLES for part in _parts(example(kind, variant))}
    assert {owner for kind in MESSAGES for place in places(kind) for owner in place.owners} <= shown


def test_every_metric_shown_is_a_known_one_in_its_own_unit() -> None:
    reps = [part for kind, variant in EXAMPLES for part in _parts(example(kind, variant)) if isinstance(part, Rep)]
    assert reps
    for rep in reps:
        assert {name: metric.unit for name, metric in rep.metrics.items()}.items() <= METRICS.items()


def test_the_examples_tell_of_one_run() -> None:
    events = [
        example(kind, variant) for kind, variant in EXAMPLES if issubclass(kind, Event) and variant != "on_frames"
    ]
    assert {event.run for event in events if isinstance(event, Event)} == {example(Run).id}
    assert example(Session).runs == (example(Run),)


def _parts(value: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever a message may hold
    yield value
    if isinstance(value, Message):
        held: Any = msgspec.structs.astuple(value)
    else:
        held = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    for part in held:
        yield from _parts(part)
