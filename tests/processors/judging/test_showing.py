"""Which cue is to be seen: one, long enough, and not all the time."""

from collections.abc import Mapping

from contracts.form import CueGiven
from processors.judging.showing import PAUSE_S, SHOWN_S, Showing, showing
from tests.processors.scenes import cue

DEEPER = cue("Go deeper")
SLOWER = cue("Go down slower", "minor")


def seen(fired: Mapping[float, tuple[CueGiven, ...]], *times_s: float) -> list[str | None]:
    """What is to be seen at some times, of cues that fire at others."""
    found = []
    for at_s in times_s:
        last: Showing | None = None
        for pts in sorted(pts for pts in fired if pts <= at_s):
            last = showing(last, fired[pts], pts)
        shown = last.at(at_s) if last else None
        found.append(shown.text if shown else None)
    return found


def test_a_cue_shows_for_its_time_and_no_longer() -> None:
    assert seen({1.0: (DEEPER,)}, 0.9, 1.0, 0.99 + SHOWN_S, 1.0 + SHOWN_S) == [None, "Go deeper", "Go deeper", None]


def test_of_cues_that_fire_together_the_gravest_shows() -> None:
    assert seen({0.0: (SLOWER, DEEPER, cue("Fine", "info"))}, 0.0) == ["Go deeper"]


def test_the_next_one_waits_for_the_pause_and_is_not_made_up_for() -> None:
    early = {0.0: (DEEPER,), SHOWN_S + PAUSE_S - 0.1: (SLOWER,)}
    assert seen(early, SHOWN_S - 0.1, SHOWN_S, SHOWN_S + PAUSE_S + 1) == ["Go deeper", None, None]
    assert seen({0.0: (DEEPER,), SHOWN_S + PAUSE_S: (SLOWER,)}, SHOWN_S + PAUSE_S) == ["Go down slower"]


def test_a_graver_one_waits_for_nothing() -> None:
    assert seen({0.0: (SLOWER,), 0.5: (DEEPER,)}, 0.4, 0.5, 0.4 + SHOWN_S) == [
        "Go down slower",
        "Go deeper",
        "Go deeper",
    ]
    assert seen({0.0: (DEEPER,), 0.5: (SLOWER,)}, 0.5, SHOWN_S) == ["Go deeper", None]
