"""The stage `render`: what is drawn into a frame, and that every frame is answered."""

import numpy as np
import pytest

from contracts.form import Form
from contracts.vocabulary import SEVERITIES
from processors.drawing.style import style
from processors.picture import Picture
from processors.render import RenderedFrame, RenderInput, render
from tests.processors.scenes import cue, form, person, poses2d, poses3d, standing


def picture() -> Picture:
    return Picture(bgr=np.full((480, 640, 3), 120, np.uint8))


def chip(rendered: RenderedFrame) -> str | None:
    """Which severity's chip shows."""
    assert rendered.picture is not None
    for severity, look in style().cue.severities.items():
        blue_green_red = bytes.fromhex(look.background.removeprefix("#"))[::-1]
        bottom = rendered.picture.bgr[360:]
        if (bottom == np.frombuffer(blue_green_red, np.uint8)).all(axis=2).sum() > 3000:
            return severity
    return None


def test_the_frame_s_cue_is_drawn_and_no_other() -> None:
    for severity in SEVERITIES:
        assert chip(drawn(form(shown=cue(severity=severity)))) == severity
    assert chip(drawn(form())) is None


def drawn(judged: Form) -> RenderedFrame:
    return render(RenderInput(picture(), poses2d(lifter=None), poses3d(), judged))


def test_the_lifter_is_drawn_and_the_source_is_left_alone() -> None:
    source = picture()
    message = RenderInput(source, poses2d(person(standing())), poses3d(), form())
    rendered = render(message)
    assert (source.bgr == 120).all()
    assert rendered.picture is not None
    assert (rendered.picture.bgr != 120).any()
    assert rendered.picture.jpeg.startswith(b"\xff\xd8")


def test_a_dropped_frame_and_a_lost_picture_are_answered_without_one() -> None:
    frames = [
        RenderInput(picture(), poses2d(dropped=True), poses3d(), form(dropped=True)),
        RenderInput(None, poses2d(frame=1), poses3d(frame=1), form(1)),
    ]
    rendered = [render(frame) for frame in frames]
    assert [(frame.frame, frame.picture, frame.dropped) for frame in rendered] == [(0, None, True), (1, None, False)]


def test_messages_of_different_frames_are_refused() -> None:
    with pytest.raises(ValueError, match="of one frame were expected"):
        RenderInput(picture(), poses2d(frame=1), poses3d(frame=1), form(2))
