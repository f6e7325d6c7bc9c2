"""Lets models answer once before anybody waits for them: the first answer takes longest."""

import numpy as np

from contracts.arrays import floats
from contracts.detections import Detections, Person
from contracts.frames import FrameHeader
from contracts.run import Run
from infra.stages.fused import Fused
from processors.picture import Picture
from processors.stage import Shot, Sighting

_WIDTH, _HEIGHT = 320, 240


def warmed(fused: Fused) -> Fused:
    """Let each model that looks at pictures look at a grey one, and give the stages back."""
    run = Run(models={})
    header = FrameHeader(session="", frame=0, pts=0.0, captured_at=0.0, received_at=0.0, width=_WIDTH, height=_HEIGHT)
    shot = Shot(header, Picture(bgr=np.full((_HEIGHT, _WIDTH, 3), 128, np.uint8)))
    if fused.detect is not None:
        fused.detect.step(fused.detect.start(run), [shot])
    if fused.pose is not None:
        person = Person(track=0, box_in_image=floats([80.0, 20.0, 240.0, 220.0]), score=1.0)
        seen = Detections(session="", run=run.id, frame=0, pts=0.0, people=(person,), width=_WIDTH, height=_HEIGHT)
        fused.pose.step(fused.pose.start(run), [Sighting(seen, shot)])
    return fused
