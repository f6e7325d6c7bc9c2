"""One frame's scene drawn into its picture."""

import numpy as np

from processors.drawing.bar import draw_bar
from processors.drawing.cue import draw_cue
from processors.drawing.panel import draw_panel
from processors.drawing.scene import Scene
from processors.drawing.skeleton import draw_lifter, draw_other
from processors.picture import Bgr


def draw(bgr: Bgr, scene: Scene) -> Bgr:
    """Draw `scene` into a copy of the pixels: people, bar, panel, cue, each over the one before."""
    drawn = np.array(bgr)
    for person in scene.others:
        draw_other(drawn, person)
    if scene.poses2d is not None and scene.poses2d.bar is not None:
        draw_bar(drawn, scene.poses2d.bar)
    if scene.lifter is not None:
        draw_lifter(drawn, scene.lifter, scene.poses3d.body if scene.poses3d else None)
    if scene.form is not None:
        draw_panel(drawn, scene.form)
        if scene.form.cue is not None:
            draw_cue(drawn, scene.form.cue)
    return drawn
