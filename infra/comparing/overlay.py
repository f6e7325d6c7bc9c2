"""The video on which several runs' answers to the same frames are drawn beside each other."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import cv2
import numpy as np

from infra.results.overlay_video import OverlayWriter
from infra.stages.fused import FrameAnswer
from processors.picture import Bgr
from processors.render import RenderInput, render
from producers.video_file import VideoFile

_RATE_UNLESS_TOLD: Final = 30.0
_FINEST_RATE: Final = 100_000
_WIDEST_PX: Final = 1920
"""Of all pictures together: wider than a screen nobody sees more."""


class SideBySide:
    """Draws and writes frames; use it as a context manager, as `OverlayWriter`.

    Args:
        path: where the video comes to lie.
        video: whose frames are drawn on.
        names: what stands above each run's picture.
    """

    def __init__(self, path: Path, video: VideoFile, names: Sequence[str]) -> None:
        info = video.info
        scale = min(1.0, _WIDEST_PX / (info.width * len(names)))
        self._size = (max(int(info.width * scale), 1), max(int(info.height * scale), 1))
        self._names = names
        self._writer = OverlayWriter(
            path,
            self._size[0] * len(names),
            self._size[1],
            time_base=info.time_base,
            rate=Fraction(info.fps or _RATE_UNLESS_TOLD).limit_denominator(_FINEST_RATE),
        )

    def add(self, answers: Sequence[FrameAnswer]) -> None:
        """Draw and write a frame."""
        pictures = [self._drawn(name, answer) for name, answer in zip(self._names, answers, strict=True)]
        self._writer.write(np.hstack(pictures), answers[0].form.pts)

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.__exit__(kind, error, trace)

    def _drawn(self, name: str, answer: FrameAnswer) -> Bgr:
        picture = None if answer.unreadable else answer.shot.picture
        rendered = render(RenderInput(picture, answer.poses2d, answer.poses3d, answer.form))
        width, height = self._size
        drawn = np.zeros((height, width, 3), np.uint8)
        if rendered.picture is not None:
            drawn = np.asarray(cv2.resize(rendered.picture.bgr, self._size, interpolation=cv2.INTER_AREA), np.uint8)
        cv2.putText(drawn, name, (8, height - 10), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 2)
        return drawn
