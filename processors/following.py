"""Finds the lifter again from frame to frame: where they were, whatever their number, and never who stands beside."""

from collections.abc import Sequence

from msgspec.structs import replace

from contracts.detections import Person
from processors.appearance import mixed
from processors.body_box import overlap
from processors.glance import Glance
from processors.lifter_choice import agrees, box_of, doubtful, is_same, region_of
from processors.lifter_place import can_be
from processors.pose2d import Joints
from processors.pose_state import PoseState
from processors.region import Region

SAME_PLACE = 0.5
"""Share of two boxes from which on somebody with another number is the lifter; the same number needs less."""
_STRANGE = 0.5
"""Who looks more unlike the lifter than this is somebody else, wherever they are."""
_LOOKS_CHANGE = 0.2
"""Weight of the newest look at what the lifter looks like."""


def followed(state: PoseState, glance: Glance, region: Region, lifter: int) -> tuple[PoseState, Joints | None]:
    """Look where the lifter was; what a look at everybody says otherwise counts more.

    Regions can slip from one person to another who is close; numbers can too, but they know what people look like.
    """
    people = glance.seen.people
    own = own_of(state, glance)
    joints = _fitting(state, glance, glance.at(region))
    if own is not None and (joints is None or doubtful(joints, own, people)):
        again = _fitting(state, glance, glance.of(own), numbered=True)
        if again is not None and (joints is None or (agrees(again, own) and _likelier(again, joints, state, glance))):
            joints = again
    if joints is None:
        return _found_again(state, glance)
    if own is not None:
        state = replace(state, lifter=own.track)
        return (_sure(state, joints, glance) if agrees(joints, own) else state), joints
    here = _track_at(people, joints.follow, lifter)
    if here != lifter and any(other.track == here for other in state.others):
        return replace(state, region=state.anchor or state.region, missed=state.missed + 1), None
    return replace(state, lifter=here), joints


def own_of(state: PoseState, glance: Glance) -> Person | None:
    """Find the lifter among those whom the detector sees: by their number, else by their place."""
    numbered = next((person for person in glance.seen.people if person.track == state.lifter), None)
    if numbered is not None and (
        numbered.axis_in_image is not None or can_be(box_of(numbered), state.place, glance.seen.pts, numbered=True)
    ):
        return numbered
    box = state.box
    shares = [
        (overlap(box_of(person), box), index)
        for index, person in enumerate(glance.seen.people)
        if box is not None and person.axis_in_image is None
    ]
    share, index = max(shares, default=(0.0, 0))
    return glance.seen.people[index] if share >= SAME_PLACE else None


def _fitting(state: PoseState, glance: Glance, joints: Joints | None, *, numbered: bool = False) -> Joints | None:
    """Give joints if they can be the lifter's, by where the lifter was."""
    fits = joints is not None and can_be(glance.box(joints), state.place, glance.seen.pts, numbered=numbered)
    return joints if fits else None


def _found_again(state: PoseState, glance: Glance) -> tuple[PoseState, Joints | None]:
    """Find the lifter under another number: who fills the same place and looks the same."""
    lost = replace(state, missed=state.missed + 1)
    for person in glance.seen.people:
        joints = glance.of(person)
        if joints is not None and _same_body(state, glance, joints):
            return replace(_sure(state, joints, glance), lifter=person.track), joints
    return lost, None


def _same_body(state: PoseState, glance: Glance, joints: Joints) -> bool:
    box = glance.box(joints)
    if box is None or state.place is None or overlap(box, state.place.box) < SAME_PLACE:
        return False
    return glance.unlike(joints, state.colours) < _STRANGE


def _sure(state: PoseState, joints: Joints, glance: Glance) -> PoseState:
    """Remember where the lifter is and what they look like, as the detector says the same."""
    return replace(state, anchor=joints.follow, colours=mixed(state.colours, glance.looks(joints), _LOOKS_CHANGE))


def _likelier(one: Joints, other: Joints, state: PoseState, glance: Glance) -> bool:
    """Tell whether the first of two looks at least as much like the lifter as the second."""
    return glance.unlike(one, state.colours) <= glance.unlike(other, state.colours)


def _track_at(people: Sequence[Person], region: Region, otherwise: int) -> int:
    """Tell which track stands where the lifter is being followed; after two people cross it may be another number."""
    here = [person.track for person in people if is_same(region_of(person), region)]
    return otherwise if otherwise in here or not here else here[0]
