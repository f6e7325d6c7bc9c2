"""MotionBERT (DSTFormer, Human3.6M; mmpose builds and exports it): depth from the last 2D joints."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.depth_by_window import DepthByWindow
from processors.exported import exported
from processors.lifters import Lifter, blazepose

MODEL_FILE: Final = "motionbert_ft_h36m"
"""Its weights' name in the manifest."""
CONFIG: Final = "body_3d_keypoint/motionbert/h36m/motionbert_dstformer-ft-243frm_8xb32-120e_h36m.py"
"""How mmpose builds it."""
FRAMES: Final = 9
"""Of the 243 that it can take: each frame of a window costs as much again."""
INPUT_SHAPE: Final = (1, FRAMES, 17, 3)
REVISION: Final = 1
"""Counted up whenever this code gives other answers."""
DEVICES: Final = ("cpu", "cuda")


def load(device: str = "cpu", threads: int = 2) -> Lifter:
    """The lifter, on `threads` cores or a GPU.

    Raises:
        ModelFileError: neither its checkpoint nor an export of it is there.
        BackendError: it can't be exported here, or the device or the file can't be used.
    """
    network = exported(MODEL_FILE, CONFIG, INPUT_SHAPE, device, threads)

    def last_body(window: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(network.run(window[None])[0][0, -1], np.float32)

    return DepthByWindow(last_body, FRAMES, blazepose.load())
