"""What the stages `detect` and `pose` say of a clip: the 2D joints that every lifter is given.

`python -m tests.bench.posed_clips CLIPS OUT` writes them, a file a clip, for `training/learn_detector.py`.
"""

import sys
from pathlib import Path

import msgspec

from contracts.codec import encode
from contracts.frames import FrameHeader
from contracts.poses2d import Poses2d
from contracts.run import Run
from infra.models import backends
from infra.models.backends import EMBEDDED
from infra.settings import THREADS, in_force
from processors.detect import Detect
from processors.picture import Picture
from processors.pose import Pose
from processors.stage import Shot, Sighting
from producers.video_file import open_video


class Posing:
    """Finds the 2D joints of clips; the models are loaded once."""

    def __init__(self, detector: str = EMBEDDED["detectors"], pose: str = EMBEDDED["pose2d"]) -> None:
        threads = in_force(THREADS).value
        self._detect = Detect(backends.load("detectors", detector, threads))
        self._pose = Pose(backends.load("pose2d", pose, threads))

    def poses(self, path: Path) -> list[Poses2d]:
        """Answer each frame of a video.

        Raises:
            VideoError: it can't be read.
        """
        run = Run(models={}, lift="auto")
        seen, posed = self._detect.start(run), self._pose.start(run)
        answers = list[Poses2d]()
        with open_video(path) as video:
            for shown in video:
                height, width = shown.bgr.shape[:2]
                header = FrameHeader(
                    session="bench",
                    frame=shown.frame,
                    pts=shown.pts_s,
                    captured_at=shown.pts_s,
                    received_at=shown.pts_s,
                    width=width,
                    height=height,
                )
                shot = Shot(header, Picture(bgr=shown.bgr))
                seen, detections = self._detect.step(seen, [shot])
                for one in detections:
                    posed, found = self._pose.step(posed, [Sighting(one, shot)])  # type: ignore[arg-type] # no end comes
                    answers += [message for message in found if isinstance(message, Poses2d)]
        return answers


def main() -> None:
    """Write what is said of every video of a folder; what is there already stays."""
    clips, out = Path(sys.argv[1]), Path(sys.argv[2])
    posing = Posing()
    for video in sorted(clips.glob("*.mp4")):
        said = out / f"{video.stem}.msgpack"
        if not said.exists():
            said.write_bytes(msgspec.msgpack.encode([encode(message) for message in posing.poses(video)]))


if __name__ == "__main__":
    main()
