"""A session's events, numbered."""

import msgspec
from msgspec.structs import replace

from contracts.event import Trace
from contracts.form import CueFired, FormEnd, RepEnded
from gateway.live_log import KEPT_EVENTS, LiveLog
from gateway.views import Tally
from tests.gateway.told import RUN, form, rep

CUE = CueFired(set=0, rep=0, cue=rep(0).cues[0])
REP = RepEnded(set=0, rep=rep(0))


def test_old_events_are_forgotten_and_numbers_go_on() -> None:
    log = LiveLog()
    for frame in range(KEPT_EVENTS + 10):
        assert log.take(form("a", frame, CUE))
    assert log.sequence == KEPT_EVENTS + 10
    kept = [told.sequence for told in log.between(0, log.sequence)]
    assert kept == list(range(11, KEPT_EVENTS + 11))
    assert [told.sequence for told in log.between(KEPT_EVENTS + 7, KEPT_EVENTS + 9)] == [
        KEPT_EVENTS + 8,
        KEPT_EVENTS + 9,
    ]
    assert msgspec.msgpack.decode(next(log.between(-5, 99)).data)["sequence"] == 11


def test_what_comes_twice_counts_once_until_the_session_starts_again() -> None:
    log = LiveLog()
    assert [log.take(form("a", frame, CUE)) for frame in (0, 1, 0, 1, 2)] == [True, True, False, False, True]
    log.start_again()
    assert log.tally(RUN.id) is None
    assert log.take(form("a", 0, CUE, ref=3))
    assert log.sequence == 4


def test_late_answers_of_a_pass_that_was_given_up_hide_nothing_of_the_next() -> None:
    log = LiveLog()
    assert log.take(form("a", 0, REP, ref=0))
    log.start_again()
    assert log.take(form("a", 37, REP, ref=37))
    assert [log.take(form("a", frame, REP, ref=40 + frame)) for frame in (0, 1, 37)] == [True, True, True]
    assert log.tally(RUN.id) == Tally(reps=3)


def test_what_a_worker_that_was_replaced_still_answers_does_not_count() -> None:
    log = LiveLog()
    assert log.take(form("a", 5, ref=5))
    assert log.take(form("a", 0, ref=20))
    assert not log.take(form("a", 6, CUE, ref=6))
    assert log.take(form("a", 1, ref=21))


def test_answers_that_name_no_picture_are_told_by_their_frames() -> None:
    log = LiveLog()
    forms = [replace(form("a", frame, CUE), trace=Trace()) for frame in (0, 1, 1)]
    assert [log.take(one) for one in forms] == [True, True, False]
    end = FormEnd(session="a", run=RUN.id, frame=2, pts=0.1, reason="closed")
    assert [log.take(end), log.take(end)] == [True, False]
    log.start_again()
    assert log.take(forms[0])
