"""What the judge tells over the frames becomes sets with their reps."""

import msgspec

from contracts.codec import encode
from contracts.examples import example
from contracts.form import CueFired, FormEvent, Rep, RepEnded, SetEnded, SetStarted
from contracts.report import Report
from infra.results.report import json_of, sets_of
from tests.processors.scenes import cue


def rep(index: int) -> Rep:
    return Rep(index=index, start_s=4.0 * index, bottom_s=4.0 * index + 1, end_s=4.0 * index + 2, complete=True)


def events_of(number: int, reps: int) -> list[FormEvent]:
    """All that a set brings."""
    during: list[FormEvent] = []
    for index in range(reps):
        during += [CueFired(set=number, rep=index, cue=cue()), RepEnded(set=number, rep=rep(index))]
    ended = SetEnded(set=number, lift="squat", lift_confidence=0.5, start_s=1.0, end_s=9.0, reps=reps)
    return [SetStarted(set=number, lift="squat", start_s=1.0), *during, ended]


def test_each_set_has_its_own_reps_in_order() -> None:
    first, second = sets_of([*events_of(0, 3), *events_of(1, 2)])
    assert first.reps == (rep(0), rep(1), rep(2))
    assert second.reps == (rep(0), rep(1))
    assert (first.lift, first.lift_confidence, first.start_s, first.end_s) == ("squat", 0.5, 1.0, 9.0)


def test_nothing_told_is_no_set() -> None:
    assert sets_of([]) == ()


def test_the_file_is_the_report_and_nothing_else() -> None:
    report = example(Report)
    content = json_of(report)
    assert msgspec.json.decode(content, type=Report) == report
    assert content.startswith(b'{\n  "schema": "report.v1"')
    assert encode(msgspec.json.decode(content, type=Report)) == encode(report)
