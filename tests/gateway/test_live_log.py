"""A session's events, numbered."""

import msgspec

from contracts.form import CueFired
from gateway.live_log import KEPT_EVENTS, LiveLog
from tests.gateway.told import RUN, form, rep

CUE = CueFired(set=0, rep=0, cue=rep(0).cues[0])


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
    assert log.take(form("a", 0, CUE))
    assert log.sequence == 4
