"""How the chain is cut into workers: neighbouring stages in one process hand their results over in memory."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contracts.detections import Detections
from contracts.event import EndOfStream, Event
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d

STAGES: Final = ("detect", "pose", "lift", "judge")
"""In their order."""
RENDER: Final = "render"
"""Draws what all stages have said; always a worker of its own."""
ANSWERS_ON: Final[Mapping[str, str]] = {
    "detect": "detections",
    "pose": "poses2d",
    "lift": "poses3d",
    "judge": "form",
}
"""The topic that each stage answers on."""
_SOURCES: Final[Mapping[str, tuple[str, tuple[type[Event], ...]]]] = {
    "detect": ("frames", ()),
    "pose": ("detections", (Detections, EndOfStream)),
    "lift": ("poses2d", (Poses2d, EndOfStream)),
    "judge": ("poses3d", (Poses3d, EndOfStream)),
}


class CutError(ValueError):
    """No worker can be cut so; one sentence."""


@dataclass(frozen=True)
class Cut:
    """Stages that run in one process, one or several neighbours."""

    stages: tuple[str, ...]

    @property
    def name(self) -> str:
        """By which it is asked for; also the name of its group of readers, and of its states."""
        return "+".join(self.stages)

    @property
    def source(self) -> str:
        """The topic that it reads."""
        return _SOURCES[self.stages[0]][0]

    @property
    def messages(self) -> tuple[type[Event], ...]:
        """What lies there in the value; none: it is `frames`, where the message is a header."""
        return _SOURCES[self.stages[0]][1]

    @property
    def fetches_pictures(self) -> bool:
        """Whether what it reads has no pictures, and it needs them."""
        return self.stages[0] == "pose"


WHOLE: Final = Cut(STAGES)


DEFAULT: Final = WHOLE.name
"""How a deployment's chain is cut unless told."""


def names() -> list[str]:
    """List all cuts of the chain, the whole one first."""
    sizes = range(len(STAGES), 0, -1)
    return ["+".join(STAGES[at : at + size]) for size in sizes for at in range(len(STAGES) - size + 1)]


def cut_of(name: str) -> Cut:
    """Give the cut of a name.

    Raises:
        CutError: there is none; says which may be meant.
    """
    if name not in names():
        near = difflib.get_close_matches(name, names(), n=1, cutoff=0)[0]
        raise CutError(f"No worker is cut as {name!r}: did you mean {near!r}? Stages are neighbours, in their order")
    return Cut(tuple(name.split("+")))


def cuts_of(text: str) -> tuple[str, ...]:
    """Read how a deployment's chain is cut: `detect+pose,lift+judge,render`, each stage in one cut.

    Raises:
        CutError: a cut is none, or a stage is in none or in several.
    """
    given = tuple(part.strip() for part in text.split(","))
    stages = [stage for name in given if name != RENDER for stage in cut_of(name).stages]
    if sorted(stages) != sorted(STAGES) or given.count(RENDER) > 1:
        raise CutError(f"{text!r} doesn't hold each of {', '.join(STAGES)} once, as detect+pose,lift+judge does")
    return given
