"""The stage `render`: which cue shows when, and that every frame is answered once."""

import msgspec
import numpy as np
import pytest

from contracts.form import CueGiven
from processors.drawing.style import style
from processors.picture import Picture
from processors.render import Render, RenderedFrame, RenderInput, RenderState
from tests.processors.scenes import cue, form, person, poses2d, poses3d, standing


def picture() -> Picture:
    return Picture(bgr=np.full((480, 640, 3), 120, np.uint8))


def given(frame: int, *fired: CueGiven) -> RenderInput:
    """One frame of 30 a second with nobody in it."""
    return RenderInput(picture(), poses2d(lifter=None, frame=frame), poses3d(frame=frame), form(frame, fired))


def chip(rendered: RenderedFrame) -> str | None:
    """Which severity's chip shows."""
    assert rendered.picture is not None
    for severity, look in style().cue.severities.items():
        blue_green_red = bytes.fromhex(look.background.removeprefix("#"))[::-1]
        bottom = rendered.picture.bgr[360:]
        if (bottom == np.frombuffer(blue_green_red, np.uint8)).all(axis=2).sum() > 3000:
            return severity
    return None


def test_a_cue_shows_for_its_time_and_not_a_frame_longer() -> None:
    frames = [given(0), given(1, cue()), *(given(frame) for frame in (30, 75, 76, 77))]
    _, rendered = Render().step(RenderState(), frames)
    assert [chip(frame) for frame in rendered] == [None, "major", "major", "major", None, None]
    assert [frame.frame for frame in rendered] == [0, 1, 30, 75, 76, 77]
    assert rendered[1].pts == 1 / 30


def test_the_newest_cue_replaces_the_one_before() -> None:
    frames = [given(0, cue()), given(30, cue(severity="minor")), given(80), given(105)]
    _, rendered = Render().step(RenderState(), frames)
    assert [chip(frame) for frame in rendered] == ["major", "minor", "minor", None]


def test_of_cues_that_fire_together_the_worst_shows() -> None:
    fired = (cue(severity="info"), cue(severity="major"), cue(severity="minor"))
    _, rendered = Render().step(RenderState(), [given(0, *fired)])
    assert chip(rendered[0]) == "major"


def test_saved_state_goes_on_as_if_nothing_had_happened() -> None:
    frames = [given(0, cue()), *(given(frame) for frame in range(1, 90, 8))]
    _, whole = Render().step(RenderState(), frames)
    state, pieces = RenderState(), []
    for frame in frames:
        state, rendered = Render().step(state, [frame])
        state = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=RenderState)
        pieces += rendered
    assert [frame.picture.jpeg for frame in whole if frame.picture] == [
        frame.picture.jpeg for frame in pieces if frame.picture
    ]


def test_the_lifter_is_drawn_and_the_source_is_left_alone() -> None:
    source = picture()
    message = RenderInput(source, poses2d(person(standing())), poses3d(), form())
    _, rendered = Render().step(RenderState(), [message])
    assert (source.bgr == 120).all()
    assert rendered[0].picture is not None
    assert (rendered[0].picture.bgr != 120).any()
    assert rendered[0].picture.jpeg.startswith(b"\xff\xd8")


def test_a_dropped_frame_and_a_lost_picture_are_answered_without_one() -> None:
    frames = [
        RenderInput(picture(), poses2d(dropped=True), poses3d(), form(dropped=True)),
        RenderInput(None, poses2d(frame=1), poses3d(frame=1), form(1)),
    ]
    _, rendered = Render().step(RenderState(), frames)
    assert [(frame.frame, frame.picture, frame.dropped) for frame in rendered] == [(0, None, True), (1, None, False)]


def test_messages_of_different_frames_are_refused() -> None:
    with pytest.raises(ValueError, match="of one frame were expected"):
        RenderInput(picture(), poses2d(frame=1), poses3d(frame=1), form(2))
