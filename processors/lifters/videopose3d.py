"""VideoPose3D (27 frames, Human3.6M; mmpose builds and exports it): depth from the last half second of 2D joints.

It gives the body in the middle of its window. As nothing is known of what comes, the newest frame stands for that: half
of the window looks back, the other half stands still.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.depth_by_window import DepthByWindow
from processors.exported import exported
from processors.lifters import Lifter, blazepose

MODEL_FILE: Final = "videopose_h36m_27"
"""Its weights' name in the manifest."""
CONFIG: Final = "body_3d_keypoint/video_pose_lift/h36m/video-pose-lift_tcn-27frm-supv_8xb128-160e_h36m.py"
"""How mmpose builds it."""
INPUT_SHAPE: Final = (1, 34, 27)
REVISION: Final = 1
"""Counted up whenever this code gives other answers."""
DEVICES: Final = ("cpu", "cuda")

_AHEAD: Final = 13
"""Frames after the middle one."""


def load(device: str = "cpu", threads: int = 2) -> Lifter:
    """The lifter, on `threads` cores or a GPU.

    Raises:
        ModelFileError: neither its checkpoint nor an export of it is there.
        BackendError: it can't be exported here, or the device or the file can't be used.
    """
    network = exported(MODEL_FILE, CONFIG, INPUT_SHAPE, device, threads)

    def middle_body(window: NDArray[np.float32]) -> NDArray[np.float32]:
        whole = np.concatenate([window, np.repeat(window[-1:], _AHEAD, axis=0)])
        flat = whole[:, :, :2].transpose(1, 2, 0).reshape(INPUT_SHAPE)
        return np.asarray(network.run(np.ascontiguousarray(flat))[0][0], np.float32)

    return DepthByWindow(middle_body, INPUT_SHAPE[2] - _AHEAD, blazepose.load())
