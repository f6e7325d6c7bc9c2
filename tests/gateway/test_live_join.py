"""Joining the stages' answers to one frame."""

import random

import msgspec
import pytest

from contracts.codec import UnreadableMessageError, encode
from gateway.live_join import Join
from tests.gateway.told import form, poses2d, poses3d


def give(join: Join, topic: str, frame: int) -> None:
    """Give a topic's answer to a frame."""
    if topic == "poses2d":
        join.take_poses2d(encode(poses2d("a", frame)))
    elif topic == "poses3d":
        join.take_poses3d(encode(poses3d("a", frame)))
    else:
        answer = form("a", frame)
        join.take_form(answer, encode(answer))


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_order_of_topics_the_newest_whole_frame_counts(seed: int) -> None:
    chance, join = random.Random(seed), Join()  # noqa: S311 - an order, no secret
    next_of = dict.fromkeys(("poses2d", "poses3d", "form"), 0)
    for _ in range(100):
        topic = chance.choice(list(next_of))
        give(join, topic, next_of[topic])
        next_of[topic] += 1
        whole = min(next_of.values()) - 1
        assert (-1 if join.newest is None else join.newest.frame) == whole
    assert join.newest is not None
    for part in (join.newest.poses2d, join.newest.poses3d, join.newest.form):
        assert msgspec.msgpack.decode(part)["frame"] == join.newest.frame


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(UnreadableMessageError, match="9 bytes are no answer to a frame"):
        Join().take_poses2d(b"\xc1 garbage")
