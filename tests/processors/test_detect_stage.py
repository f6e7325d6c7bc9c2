"""The stage `detect`: when it looks, and who keeps which number."""

import msgspec
import pytest

from contracts.arrays import array
from contracts.detections import Detections
from contracts.event import Trace
from contracts.run import Run
from processors.detect import Detect, DetectState
from tests.processors.bodies import end
from tests.processors.sights import ScriptedDetector, box, shot

RUN = Run(models={})


def detected(detector: ScriptedDetector, frames: list[int]) -> list[Detections]:
    stage = Detect(detector)
    answers = stage.step(stage.start(RUN), [shot(frame) for frame in frames])[1]
    return [answer for answer in answers if isinstance(answer, Detections)]


def test_it_looks_at_every_frame_while_nobody_is_there() -> None:
    detector = ScriptedDetector(lambda _: [])
    answers = detected(detector, list(range(40)))
    assert detector.looks == list(range(40))
    assert all(answer.looked and answer.people == () for answer in answers)


def test_a_held_person_is_looked_at_every_fifteenth_frame() -> None:
    detector = ScriptedDetector(lambda _: [box(300)])
    answers = detected(detector, list(range(60)))
    assert detector.looks == [0, 1, 2, 15, 30, 45]
    assert [answer.frame for answer in answers if answer.looked] == detector.looks
    assert [answer.frame for answer in answers if answer.people] == detector.looks


def test_it_looks_at_every_frame_again_once_the_person_is_gone() -> None:
    detector = ScriptedDetector(lambda frame: [] if 20 <= frame < 34 else [box(300)])
    answers = detected(detector, list(range(50)))
    assert detector.looks == [0, 1, 2, 15, *range(30, 35), 45]
    assert [answer.people[0].track for answer in answers if answer.people] == [0] * 6, "gone for less than 2 s"


def test_a_person_who_comes_and_goes_is_not_held() -> None:
    detector = ScriptedDetector(lambda frame: [box(100 + 250 * (frame % 3))])
    detected(detector, list(range(20)))
    assert len(detector.looks) > 4


def test_a_look_that_falls_on_a_dropped_frame_is_made_up_for() -> None:
    detector = ScriptedDetector(lambda _: [box(300)])
    detected(detector, [frame for frame in range(60) if frame not in (15, 16, 30)])
    assert detector.looks == [0, 1, 2, 17, 31, 45]


def test_the_answer_says_what_was_seen_and_whose_it_is() -> None:
    answer = detected(ScriptedDetector(lambda _: [box(300), box(100)]), [7])[0]
    assert (answer.session, answer.run, answer.frame, answer.width, answer.height) == ("s", RUN.id, 7, 640, 480)
    assert answer.pts == pytest.approx(7 / 30)
    assert answer.trace == Trace(frame_ref=shot(7).frame_ref, captured_at=5.0, received_at=6.0)
    assert [person.track for person in answer.people] == [0, 1]
    assert array(answer.people[0].box_in_image, 4) == pytest.approx(box(300))


def test_the_end_is_passed_on_as_this_runs() -> None:
    stage = Detect(ScriptedDetector(lambda _: []))
    passed_on = stage.step(stage.start(RUN), [end(3, 0.1)])[1][0]
    assert passed_on == msgspec.structs.replace(end(3, 0.1), run=RUN.id)


def test_it_goes_on_from_a_stored_state() -> None:
    def script(frame: int) -> list[tuple[float, float, float, float]]:
        return [box(200 + frame), *([box(500)] if frame % 40 < 20 else [])]

    together = detected(ScriptedDetector(script), list(range(120)))
    stage = Detect(ScriptedDetector(script))
    state, singly = stage.start(RUN), []
    for frame in range(120):
        if frame % 37 == 0:
            state = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=DetectState)
        state, answers = stage.step(state, [shot(frame)])
        singly += answers
    assert singly == together
    assert state.frame == 119
