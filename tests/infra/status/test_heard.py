"""What is known of a run by its records: the newest count, garbage costs only itself."""

import pytest

from bus.record import Record
from infra.status.heard import Heard
from infra.status.status import RunningSession
from tests.infra.status.records import (
    DAY_S,
    NOW_S,
    end_record,
    form_record,
    garbage,
    letter_record,
    session_record,
)


def heard(*records: Record) -> Heard:
    told = Heard()
    for record in records:
        told.hear(record)
    return told


def only(told: Heard) -> RunningSession:
    (running,) = told.all_sessions().running
    return running


def test_the_newest_message_of_a_session_counts() -> None:
    told = heard(session_record("a"), session_record("b"), session_record("a", state="done"), session_record("c"))
    told.hear(Record("sessions", 0, 9, "c", b""))
    assert told.all_sessions().by_state == {"done": 1, "running": 1}
    assert only(told).session == "b"


def test_a_session_runs_since_it_was_first_said_to() -> None:
    told = heard(session_record(state="queued"), session_record(updated_at=NOW_S + 1))
    told.hear(session_record(updated_at=NOW_S + 5, frames=30))
    assert only(told).running_since == NOW_S + 1


def test_the_answers_tell_how_far_a_session_is_before_its_own_message_does() -> None:
    told = heard(session_record(delivery="live", frames=2, frames_expected=90))
    assert (only(told).frames, only(told).frames_per_second) == (2, None)
    for frame in range(41):
        told.hear(form_record(frame, dropped=frame % 4 == 0))
    told.hear(form_record(70, run="another"))
    running = only(told)
    assert (running.frames, running.frames_expected, running.frames_dropped) == (41, 90, 11)
    told.hear(end_record(41))
    assert only(told).frames == 41


def test_what_was_read_at_the_first_look_is_no_rate() -> None:
    told = heard(session_record(), *(form_record(frame) for frame in range(100)))
    told.answers.end_look(None)
    assert only(told).frames_per_second is None
    for look in range(10):
        for frame in range(15):
            told.hear(form_record(100 + 15 * look + frame))
        told.answers.end_look(0.5)
    assert only(told).frames_per_second == 30.0


def test_a_session_that_stands_still_has_the_rate_0() -> None:
    told = heard(session_record(), form_record(1))
    told.answers.end_look(None)
    told.answers.end_look(1.0)
    assert only(told).frames_per_second == 0.0


@pytest.mark.parametrize("topic", ["sessions", "form", "dead_letters"])
def test_garbage_is_counted_and_passed_over(topic: str) -> None:
    told = heard(session_record(), form_record(4), letter_record(0))
    told.hear(garbage(topic))
    assert told.unreadable == {"sessions": 0, "form": 0, "dead_letters": 0, topic: 1}
    assert only(told).frames == 5
    assert len(told.letters.newest()) == 1


def test_live_frames_are_measured_where_there_are_any() -> None:
    told = heard(session_record("file"), form_record(0, "file"), form_record(1, "file", dropped=True))
    measured = told.latency()
    assert measured is not None
    assert (measured.delivery, measured.frames) == ("lossless", 1)
    assert told.drops().live_frames == 0
    for record in (session_record("phone", delivery="live"), form_record(0, "phone", dropped=True)):
        told.hear(record)
    assert (told.drops().live_frames, told.drops().dropped) == (1, 1)
    told.hear(form_record(1, "phone"))
    measured = told.latency()
    assert measured is not None
    assert (measured.delivery, measured.frames) == ("live", 1)


def test_frames_of_a_partition_that_is_read_late_are_not_the_newest() -> None:
    told = heard(*(form_record(frame, "new") for frame in range(600)))
    for frame in range(600):
        told.hear(form_record(frame, "old", at_s=NOW_S - DAY_S))
    assert {frame.session for frame in told.answers.newest()} == {"new"}
    assert len(told.answers.newest()) == 512


def test_the_newest_letters_are_kept_without_their_bytes() -> None:
    told = heard(*(letter_record(offset, reason=f"reason {offset}") for offset in (3, 9, 1, 7, 8, 2, 5)))
    assert [letter.offset for letter in told.letters.newest()] == [9, 8, 7, 5, 3]
    assert told.letters.newest()[0].reason == "reason 9"
