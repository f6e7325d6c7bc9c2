"""What the codec says of bytes that it can't read."""

import msgspec
import pytest

from contracts.codec import UnreadableMessageError, decode, encode
from contracts.detections import Detections
from contracts.examples import encoded, example
from contracts.form import Form, FormEnd
from contracts.poses3d import Poses3d


def test_one_of_several_messages_is_told_by_its_tag() -> None:
    assert decode(encoded(FormEnd), Form, FormEnd) == example(FormEnd)


def test_another_message_is_refused_and_both_are_named() -> None:
    with pytest.raises(UnreadableMessageError, match=r"no poses3d\.v1: .*detections\.v1"):
        decode(encoded(Detections), Poses3d)


def test_the_field_that_is_wrong_is_named() -> None:
    fields = msgspec.msgpack.decode(encoded(Detections))
    fields["people"][1]["score"] = "high"
    with pytest.raises(UnreadableMessageError, match=r"\$\.people\[1\]\.score"):
        decode(msgspec.msgpack.encode(fields), Detections)


def test_what_a_stranger_sent_is_quoted_in_one_short_line() -> None:
    wire = msgspec.msgpack.encode({"type": "\x1b[2J\n" + "x" * 100_000})
    with pytest.raises(UnreadableMessageError) as caught:
        decode(wire, Detections)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


def test_messages_are_maps_that_name_their_fields() -> None:
    assert msgspec.msgpack.decode(encode(example(Detections)))["type"] == "detections.v1"
