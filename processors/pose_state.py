"""What the stage `pose` remembers of a session."""

from contracts.run import LifterHint
from processors.body_box import Box
from processors.lifter_choice import Candidate
from processors.lifter_place import Place
from processors.region import Region
from processors.stage import State


class PoseState(State, frozen=True, kw_only=True, tag="pose.v1"):
    """What `pose` remembers of a session."""

    lifter: int | None = None
    """Track of the lifter; kept while they are out of sight."""
    region: Region | None = None
    """Where the lifter was seen last."""
    place: Place | None = None
    """The same by the box around them; None: not known."""
    anchor: Region | None = None
    """Where they were when the detector last said so too: where to begin again when the region has slipped."""
    colours: bytes = b""
    """What they look like."""
    missed: int = 0
    """For how many frames in a row the lifter has not been seen there."""
    own: Candidate | None = None
    """What speaks for the lifter."""
    others: tuple[Candidate, ...] = ()
    """What speaks for everybody else who was in sight at the last look."""
    ahead: int | None = None
    """Track of somebody for whom more speaks than for the lifter."""
    ahead_since_s: float = 0.0
    """Since when, media time."""
    hint: LifterHint | None = None
    """Who a person said it is."""
    hint_heeded: bool = False
    """Whether the tapped person has been found."""

    @property
    def box(self) -> Box | None:
        """The box around the lifter, px; None: it isn't known."""
        return None if self.place is None else self.place.box
