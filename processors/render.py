"""The stage `render`: the picture of each frame with the lifter, the numbers and the cue drawn into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from contracts.form import CueFired, CueGiven, Form
from contracts.message import Message, says
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.vocabulary import Severity
from processors.drawing.draw import draw
from processors.drawing.scene import Scene
from processors.drawing.style import style
from processors.picture import Picture

_GRAVITY: Final[dict[Severity, int]] = {"major": 2, "minor": 1, "info": 0}


class RenderState(Message, frozen=True, kw_only=True, tag="render_state.v1"):
    """What the stage remembers between frames."""

    cue: Annotated[CueGiven | None, says("The cue that shows; null: none does")] = None
    until_pts: Annotated[float, says("Media time from which it shows no longer", unit="s")] = 0.0


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


class Render:
    """Draws every frame once; knows no model, clock or file."""

    def step(self, state: RenderState, messages: Sequence[RenderInput]) -> tuple[RenderState, list[RenderedFrame]]:
        """Draw frames in order; a cue shows from the frame that brings it, a new one replaces it."""
        rendered = []
        for message in messages:
            state = _next(state, message.form)
            rendered.append(_render(state, message))
        return state, rendered


def _next(state: RenderState, form: Form) -> RenderState:
    fired = [event.cue for event in form.events if isinstance(event, CueFired)]
    if fired:
        worst = max(fired, key=lambda cue: _GRAVITY[cue.severity])
        return RenderState(cue=worst, until_pts=form.pts + style().cue.shown_s)
    return state if state.cue is None or form.pts < state.until_pts else RenderState()


def _render(state: RenderState, message: RenderInput) -> RenderedFrame:
    form, dropped = message.form, message.form.dropped or message.poses2d.dropped
    if dropped or message.picture is None:
        return RenderedFrame(form.frame, form.pts, None, dropped)
    scene = Scene(message.poses2d, message.poses3d, form, state.cue)
    return RenderedFrame(form.frame, form.pts, Picture(bgr=draw(message.picture.bgr, scene)), dropped)
