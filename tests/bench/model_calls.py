"""Which calls of the models an analysis makes for each frame, so that they can be repeated by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.event import EndOfStream
from contracts.frames import FrameHeader
from contracts.run import Run
from processors.detect import Detect
from processors.detectors import Detector, Found
from processors.picture import Picture
from processors.pose import Pose
from processors.pose2d import Ask, Joints, PoseEstimator
from processors.region import Region
from processors.stage import Shot, Sighting
from producers.video_info import VideoInfo

Asked = tuple[Region | Found, ...]
"""Where one call of the estimator looked."""


@dataclass
class Calls:
    """What was called for one frame."""

    looks: int = 0
    asked: list[Asked] = field(default_factory=list)


class _Noting:
    """A detector and an estimator in one, that note what they are asked."""

    def __init__(self, detector: Detector, estimator: PoseEstimator) -> None:
        self._detector, self._estimator = detector, estimator
        self.calls = Calls()

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        self.calls.looks += 1
        return self._detector.detect(pictures)

    def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
        self.calls.asked.append(tuple(ask.where for ask in asks))
        return self._estimator.estimate(asks)


def calls_of(
    detector: Detector, estimator: PoseEstimator, info: VideoInfo, frames: Sequence[tuple[float, bytes]]
) -> list[Calls]:
    """Let the stages that ask the models run once.

    Args:
        detector: finds people.
        estimator: finds their joints.
        info: of the video.
        frames: media time in s and JPEG of each frame.
    """
    noting = _Noting(detector, estimator)
    detect, pose = Detect(noting), Pose(noting)
    run = Run(models={}, lift="squat")
    seen, posed = detect.start(run), pose.start(run)
    calls = list[Calls]()
    for frame, (pts_s, jpeg) in enumerate(frames):
        noting.calls = Calls()
        shot = Shot(_header(frame, pts_s, info), Picture(jpeg=jpeg))
        seen, (detections,) = detect.step(seen, [shot])
        if isinstance(detections, EndOfStream):
            raise TypeError("a frame was answered by the end")
        posed, _ = pose.step(posed, [Sighting(detections, shot)])
        calls.append(noting.calls)
    return calls


def _header(frame: int, pts_s: float, info: VideoInfo) -> FrameHeader:
    return FrameHeader(
        session="bench",
        frame=frame,
        pts=pts_s,
        captured_at=pts_s,
        received_at=pts_s,
        width=info.width,
        height=info.height,
    )
