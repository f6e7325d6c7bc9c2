"""What is drawn into one picture."""

from dataclasses import dataclass

from contracts.form import Form
from contracts.poses2d import PersonPose, Poses2d
from contracts.poses3d import Poses3d


@dataclass(frozen=True)
class Scene:
    """What is known of one frame; what is None is not drawn."""

    poses2d: Poses2d | None = None
    poses3d: Poses3d | None = None
    form: Form | None = None

    @property
    def lifter(self) -> PersonPose | None:
        """The lifter's joints in the picture, if somebody is the lifter."""
        if self.poses2d is None or self.poses2d.lifter is None:
            return None
        return next((person for person in self.poses2d.people if person.track == self.poses2d.lifter), None)

    @property
    def others(self) -> tuple[PersonPose, ...]:
        """Everybody else."""
        if self.poses2d is None:
            return ()
        return tuple(person for person in self.poses2d.people if person.track != self.poses2d.lifter)
