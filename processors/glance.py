"""What one frame's picture shows of its people: each is asked about once, however often it is wanted."""

from contracts.arrays import array
from contracts.detections import Person
from processors.appearance import looks_of_trunk, unlike
from processors.body_box import Box, body_box
from processors.detectors import Found
from processors.pose2d import Ask, Joints, PoseEstimator
from processors.region import Region
from processors.stage import Sighting

_LEAST_PRESENCE = 0.5


class Glance:
    """A frame, and the 2D pose model to ask about it."""

    def __init__(self, estimator: PoseEstimator, sighting: Sighting) -> None:
        self._estimator, self._picture = estimator, sighting.shot.picture
        self.seen = sighting.detections
        self._asked: dict[Region | Found, Joints | None] = {}

    def at(self, where: Region | Found) -> Joints | None:
        """Give the joints there; None: nobody is."""
        if where not in self._asked:
            joints = self._estimator.estimate([Ask(self._picture, where)])[0]
            self._asked[where] = joints if joints.presence >= _LEAST_PRESENCE else None
        return self._asked[where]

    def of(self, person: Person) -> Joints | None:
        """Give the joints of somebody whom the detector sees; None: nobody is there."""
        x0, y0, x1, y1 = (float(value) for value in array(person.box_in_image, 4))
        axis = None
        if person.axis_in_image is not None:
            ax, ay, bx, by = (float(value) for value in array(person.axis_in_image, 4))
            axis = (ax, ay, bx, by)
        return self.at(Found((x0, y0, x1, y1), person.score, axis))

    def box(self, joints: Joints) -> Box | None:
        """Give the box around joints, inside the picture."""
        return body_box(joints.joints_in_image, joints.scores, self.seen.width, self.seen.height)

    def looks(self, joints: Joints) -> bytes:
        """Give what somebody looks like; see `appearance`."""
        return looks_of_trunk(self._picture.bgr, joints.joints_in_image)

    def unlike(self, joints: Joints, colours: bytes) -> float:
        """Give how different somebody looks from what is known of the lifter, 0..1."""
        return unlike(self.looks(joints), colours)
