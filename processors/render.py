"""The stage `render`: the picture of each frame with the lifter, the numbers and the cue drawn into it."""

from dataclasses import dataclass

from contracts.form import Form
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from processors.drawing.draw import draw
from processors.drawing.scene import Scene
from processors.picture import Picture


@dataclass(frozen=True)
class RenderInput:
    """All that is known of one frame.

    Raises:
        ValueError: if the messages are not of the same session, run and frame.
    """

    picture: Picture | None
    """None: it can't be had any more."""
    poses2d: Poses2d
    poses3d: Poses3d
    form: Form

    def __post_init__(self) -> None:
        whose = [(event.session, event.run, event.frame) for event in (self.poses2d, self.poses3d, self.form)]
        if len(set(whose)) > 1:
            raise ValueError(f"poses2d, poses3d and form of one frame were expected, but they are of {whose}")


@dataclass(frozen=True)
class RenderedFrame:
    """One drawn picture."""

    frame: int
    pts: float
    """Media time, s."""
    picture: Picture | None
    """None: the frame was dropped, or its picture can't be had any more."""
    dropped: bool


def render(given: RenderInput) -> RenderedFrame:
    """Draw a frame once; knows no model, clock or file."""
    form, dropped = given.form, given.form.dropped or given.poses2d.dropped
    if dropped or given.picture is None:
        return RenderedFrame(form.frame, form.pts, None, dropped)
    drawn = draw(given.picture.bgr, Scene(given.poses2d, given.poses3d, form))
    return RenderedFrame(form.frame, form.pts, Picture(bgr=drawn), dropped)
