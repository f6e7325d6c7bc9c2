"""Each mapping to Halpe-26 is held to the order that the model's own makers publish."""

import ast
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contracts.skeleton import INDEX, JOINTS
from processors import skeletons

_OURS = {"head": "head", "neck": "neck", "hip": "hip"}


def mmpose_order(dataset: str) -> list[str]:
    """The keypoints' names as mmpose's description of a data set gives them."""
    found = importlib.util.find_spec("mmpose")
    if found is None or found.origin is None:
        pytest.skip("mmpose is not installed: `make test SET=models` brings it")
    path = Path(found.origin).parent / ".mim" / "configs" / "_base_" / "datasets" / f"{dataset}.py"
    described: dict[str, Any] = {}
    exec(path.read_text(), described)  # noqa: S102 - how mmpose itself reads it
    keypoints = described["dataset_info"]["keypoint_info"]
    return [keypoints[index]["name"] for index in range(len(keypoints))]


def mediapipe_order() -> list[str]:
    """BlazePose's landmarks as MediaPipe's own enumeration names them; read, as importing it takes long."""
    found = importlib.util.find_spec("mediapipe")
    if found is None or found.origin is None:
        pytest.skip("mediapipe is not installed: `make install EXTRA=parity` brings it")
    path = Path(found.origin).parent / "tasks" / "python" / "vision" / "pose_landmarker.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    (order,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "PoseLandmark"]
    values = {
        node.targets[0].id: node.value.value
        for node in order.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    return [name.lower() for name in sorted(values, key=lambda name: int(str(values[name])))]


def test_blazepose() -> None:
    theirs = mediapipe_order()
    assert len(theirs) == 33
    renamed = {"foot_index": "big_toe"}
    named = [name.replace(old, new) for old, new in renamed.items() for name in theirs]
    assert {name: named.index(name) for name in skeletons.BLAZEPOSE} == skeletons.BLAZEPOSE
    assert set(named) & set(JOINTS) == set(skeletons.BLAZEPOSE), "each that is a joint of ours is taken"


def test_halpe_26_is_our_order() -> None:
    assert mmpose_order("halpe26") == list(JOINTS)
    assert skeletons.HALPE26 == INDEX


def test_coco_is_where_halpe_begins() -> None:
    theirs = mmpose_order("coco")
    assert {name: theirs.index(name) for name in theirs} == skeletons.COCO


def test_human36m() -> None:
    theirs = [name.replace("foot", "ankle") for name in mmpose_order("h36m")]
    renamed = {"root": "hip", "neck_base": "nose", "thorax": "neck"}
    ours = {renamed.get(name, name): index for index, name in enumerate(theirs) if name != "spine"}
    assert ours == skeletons.H36M


def test_our_joints_become_human36m_as_mmpose_does_it() -> None:
    pytest.importorskip("mmpose", reason="mmpose is not installed: `make test SET=models` brings it")
    from processors.mmpose_model import build

    build("body_3d_keypoint/video_pose_lift/h36m/video-pose-lift_tcn-27frm-supv_8xb128-160e_h36m.py")
    inference = pytest.importorskip("mmpose.apis.inference_3d")
    coco = np.random.default_rng(0).normal(size=(1, 17, 2))
    ours = np.zeros((26, 2))
    ours[:17] = coco[0]
    ours[INDEX["hip"]] = (ours[INDEX["left_hip"]] + ours[INDEX["right_hip"]]) / 2
    ours[INDEX["neck"]] = (ours[INDEX["left_shoulder"]] + ours[INDEX["right_shoulder"]]) / 2
    theirs = inference.convert_keypoint_definition(coco, "coco", "h36m")[0]
    assert skeletons.as_h36m(ours) == pytest.approx(theirs)
