"""What the stage `pose` says of a frame, as a message."""

from collections.abc import Mapping

from contracts.arrays import floats
from contracts.poses2d import PersonPose, Poses2d
from processors.body_box import Box
from processors.pose2d import Joints
from processors.stage import Sighting


def poses(sighting: Sighting, lifter: int | None, box: Box | None, people: Mapping[int, Joints]) -> Poses2d:
    """Put a frame's answer together.

    Args:
        sighting: the frame.
        lifter: the lifter's track.
        box: where they are.
        people: everybody whose joints were found, by track.
    """
    seen, header = sighting.detections, sighting.shot.header
    return Poses2d(
        session=seen.session,
        run=seen.run,
        camera=seen.camera,
        frame=seen.frame,
        pts=seen.pts,
        trace=seen.trace,
        people=tuple(_person_pose(track, joints) for track, joints in people.items()),
        lifter=lifter if lifter in people else None,
        intrinsics=header.intrinsics,
        gravity_in_camera=header.gravity_in_camera,
        lifter_box_in_image=None if box is None or seen.dropped else floats(box),
        dropped=seen.dropped,
        width=seen.width,
        height=seen.height,
    )


def _person_pose(track: int, joints: Joints) -> PersonPose:
    hint = joints.joints_in_body
    return PersonPose(
        track=track,
        score=joints.presence,
        joints_in_image=floats(joints.joints_in_image),
        joint_scores=floats(joints.scores),
        joints_in_body=None if hint is None else floats(hint),
    )
