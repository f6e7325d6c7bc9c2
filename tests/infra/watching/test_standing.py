"""How a session stands after what was heard of it."""

from contracts.form import FormEvent, SetEnded
from gateway.examples import DETAIL
from gateway.live_messages import LiveError
from infra.watching.live_socket import Break
from infra.watching.standing import Message
from tests.infra.watching.heard import CUE, STARTED, event, hello, rep_ended, standing_after, view, viewed


def test_sets_are_put_together_from_events() -> None:
    ended = SetEnded(set=0, lift="squat", lift_confidence=0.5, start_s=0.5, end_s=9.0, reps=2)
    heard: list[FormEvent] = [STARTED, rep_ended(0), CUE, rep_ended(1), rep_ended(1), ended]
    now = standing_after(hello(), *(event(number, one) for number, one in enumerate(heard, 1)))
    (one,) = now.sets
    assert ([rep.index for rep in one.reps], one.start_s, one.end_s) == ([0, 1], 0.5, 9.0)
    assert (now.cues, now.reps, now.sequence) == ((CUE,), 2, 6)


def test_a_rep_whose_set_began_before_anybody_listened_has_one() -> None:
    (one,) = standing_after(hello(), event(7, rep_ended(3))).sets
    assert [rep.index for rep in one.reps] == [3]


def test_a_view_tells_the_phase_and_the_angles() -> None:
    now = standing_after(hello(), view(0), view(1))
    assert (now.phase, now.reps, len(now.trace)) == ("descent", 1, 2)


def test_what_goes_into_the_queue_again_has_found_nothing() -> None:
    now = standing_after(hello(), event(1, STARTED), event(2, rep_ended(0)), view(0), event(3, viewed("queued", 1001)))
    assert (now.sets, now.cues, now.trace, now.reps) == ((), (), (), 0)


def test_an_old_end_that_is_told_again_is_no_end() -> None:
    before = standing_after(hello(9), event(1, viewed("done", 900)))
    assert not before.is_over
    assert standing_after(hello(9), event(10, viewed("done", 1001))).is_over
    assert standing_after(hello(0, "failed")).is_over


def test_a_server_that_was_started_anew_makes_it_begin_anew() -> None:
    before: list[Message] = [hello(), event(1, STARTED), event(2, rep_ended(0)), Break.AWAY]
    away = standing_after(*before)
    assert (away.is_away, len(away.sets)) == (True, 1)
    assert standing_after(*before, hello(2)).sets == away.sets
    anew = standing_after(*before, hello(2, log="another"))
    assert (anew.is_away, anew.sets, anew.sequence) == (False, (), 0)


def test_the_history_and_an_error_come_last() -> None:
    assert standing_after(hello(0, "done"), DETAIL).sets == DETAIL.sets_found
    assert standing_after(hello(), LiveError(error="The session was deleted.")).error == "The session was deleted."
