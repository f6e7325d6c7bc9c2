"""The stage `detect`: frames in, everybody in them out. It decides from the frames and its own state alone."""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from msgspec.structs import replace

from contracts.arrays import floats
from contracts.detections import Detections, Person
from contracts.event import EndOfStream, Trace
from contracts.frames import FrameHeader
from contracts.run import Run
from processors.appearance import looks_of
from processors.body_box import overlap
from processors.detectors import Detector, Found
from processors.merged import without_merged
from processors.stage import Shot, State
from processors.tracking import Track, follow

REVISION: Final = 2
"""Counted up whenever this code, or what it is made of, gives other answers."""
_HELD_AFTER_LOOKS = 3
_LOOK_EVERY = 15
"""Once a person is held, the detector looks at every frame whose index this divides; else at the next that comes."""
_LOOK_EVERY_CLOSE = 5
"""The same while boxes of several people touch: who is who is lost within a few frames then."""


class DetectState(State, frozen=True, kw_only=True, tag="detect.v1"):
    """What `detect` remembers of a session."""

    tracks: tuple[Track, ...] = ()
    next_track: int = 0
    held: bool = False
    """The last look saw somebody whom enough looks before had seen."""
    look_every: int = _LOOK_EVERY
    """By which frame's index the next look is due."""
    looked_frame: int = -1
    """Index of the frame of the last look."""
    looked_at_s: float = 0.0
    """Its media time."""


class Detect:
    """Looks at every frame until a person is held, then at every k-th by index."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector

    def start(self, run: Run) -> DetectState:
        """Give the state before the first frame."""
        return DetectState(run=run.id)

    def step(
        self, state: DetectState, messages: Sequence[Shot | EndOfStream]
    ) -> tuple[DetectState, list[Detections | EndOfStream]]:
        """Answer each frame; the end is passed on."""
        answers: list[Detections | EndOfStream] = []
        for message in messages:
            if isinstance(message, EndOfStream):
                answers.append(replace(message, run=state.run))
            else:
                state, detections = self._answer(state, message)
                answers.append(detections)
        return state, answers

    def _answer(self, state: DetectState, shot: Shot) -> tuple[DetectState, Detections]:
        header = shot.header
        people: tuple[Person, ...] = ()
        looked = not state.held or header.frame // state.look_every != state.looked_frame // state.look_every
        if looked:
            found = without_merged(self._detector.detect([shot.picture])[0], state.tracks)
            colours = [looks_of(shot.picture.bgr, one.box) for one in found]
            state, people = _remember(state, found, colours, header)
        return replace(state, frame=header.frame), answer_to(shot, state.run, people, looked=looked)


def answer_to(
    shot: Shot, run: str, people: tuple[Person, ...] = (), *, looked: bool, dropped: bool = False
) -> Detections:
    """Give the answer to a frame, with what the frame says of itself."""
    header = shot.header
    return Detections(
        session=header.session,
        run=run,
        camera=header.camera,
        frame=header.frame,
        pts=header.pts,
        trace=Trace(frame_ref=shot.frame_ref, captured_at=header.captured_at, received_at=header.received_at),
        people=people,
        looked=looked,
        dropped=dropped,
        width=header.width,
        height=header.height,
    )


def _remember(
    state: DetectState, found: Sequence[Found], colours: Sequence[bytes], header: FrameHeader
) -> tuple[DetectState, tuple[Person, ...]]:
    tracks, numbers = follow(state.tracks, found, colours, header.pts, state.looked_at_s, state.next_track)
    looks = {track.track: track.looks for track in tracks}
    state = replace(
        state,
        tracks=tracks,
        next_track=max([state.next_track, *(number + 1 for number in numbers)]),
        held=any(looks[number] >= _HELD_AFTER_LOOKS for number in numbers),
        look_every=_LOOK_EVERY_CLOSE if _anybody_close(found) else _LOOK_EVERY,
        looked_frame=header.frame,
        looked_at_s=header.pts,
    )
    return state, tuple(_person(person, number) for person, number in zip(found, numbers, strict=True))


def _anybody_close(found: Sequence[Found]) -> bool:
    return any(overlap(one.box, other.box) > 0 for one, other in combinations(found, 2))


def _person(found: Found, track: int) -> Person:
    return Person(
        track=track,
        box_in_image=floats(found.box),
        score=found.score,
        axis_in_image=None if found.axis is None else floats(found.axis),
    )
