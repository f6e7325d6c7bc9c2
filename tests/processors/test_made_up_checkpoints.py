"""The whole way of a checkpoint: served, fetched, checked, built, exported, and run by ONNX Runtime as by torch.

No real one can be had where tests run, so each is the library's own random initialisation.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from processors import exported, model_fetch, model_files
from processors.backend import ModelBrokenError
from processors.onnx_network import OnnxNetwork
from tests.processors.web_server import Served, serving
from tests.processors.weights import MADE_UP, make_up, module_of

pytest.importorskip("mmpose", reason="mmpose is not installed: `make test SET=models` brings it")

SHAPES: dict[str, tuple[int, ...]] = {name: module_of(name).INPUT_SHAPE for name in MADE_UP.values()}


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "made.pth"
    make_up(module_of("pose2d/rtmpose").CONFIG, path)
    return path


def describe(folder: Path, name: str, checkpoint: Path, url: str = "") -> None:
    """A manifest that says where a checkpoint is; of its checksum the first 8 digits."""
    folder.mkdir(exist_ok=True)
    (folder / "models.toml").write_text(
        f'[{name}]\nfamily = "pose2d"\nfile = "{checkpoint.name}"\nlicence = "Apache-2.0"\n'
        f'sha256 = "{model_files.digest(checkpoint)[:8]}"\nurl = "{url}"\n'
    )


def test_from_a_web_server_to_joints(tmp_path: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from processors.picture import Picture
    from processors.pose2d import Ask, rtmpose
    from processors.region import Region

    monkeypatch.setenv(model_files.FOLDER_SETTING, str(tmp_path / "cache"))
    content = checkpoint.read_bytes()
    with serving(Served(content, stops_after=[len(content) // 2])) as served:
        describe(tmp_path / "cache", "rtmpose_s", checkpoint, served.url)
        model_fetch.fetch({"rtmpose_s": model_files.entry_of("rtmpose_s")})
    assert len(served.asked) == 2
    estimator = rtmpose.load("cpu")
    picture = Picture(bgr=np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8))
    (joints,) = estimator.estimate([Ask(picture, Region(320.0, 240.0, 400.0, 0.3))])
    assert joints.joints_in_image.shape == (26, 2)
    assert exported.export_path("rtmpose_s").is_file()
    checkpointless = tmp_path / "cache" / checkpoint.name
    checkpointless.unlink()
    rtmpose.load("cpu")  # an export needs no checkpoint any more


@pytest.mark.parametrize("name", MADE_UP.values())
def test_torch_and_onnx_agree(name: str, tmp_path: Path) -> None:
    from processors.mmpose_model import TorchNetwork, build, export

    config, shape = module_of(name).CONFIG, SHAPES[name]
    path = tmp_path / "made.pth"
    make_up(config, path)
    example: Any = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    export(config, path, example, tmp_path / "made.onnx")
    by_torch = TorchNetwork(build(config, path), "cpu", 2).run(example)
    by_onnx = OnnxNetwork(tmp_path / "made.onnx", "cpu", 2).run(example)
    assert len(by_torch) == len(by_onnx)
    for one, other in zip(by_torch, by_onnx, strict=True):
        assert np.abs(one - other).max() < 1e-3


@pytest.mark.parametrize("damage", ["truncated", "other-network", "no-checkpoint"])
def test_a_checkpoint_that_is_none_of_this_network_is_named(tmp_path: Path, checkpoint: Path, damage: str) -> None:
    from processors.mmpose_model import build

    bad = tmp_path / "bad.pth"
    bad.write_bytes({"truncated": checkpoint.read_bytes()[:5000], "no-checkpoint": b"none"}.get(damage, b""))
    if damage == "other-network":
        make_up(module_of("lifters/videopose3d").CONFIG, bad)
    with pytest.raises(ModelBrokenError, match=r"bad\.pth is no checkpoint of this network"):
        build(module_of("pose2d/rtmpose").CONFIG, bad)


def test_an_export_of_another_shape_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from processors.lifters import videopose3d
    from processors.mmpose_model import export

    monkeypatch.setenv(model_files.FOLDER_SETTING, str(tmp_path))
    path = tmp_path / "made.pth"
    make_up(videopose3d.CONFIG, path)
    describe(tmp_path, videopose3d.MODEL_FILE, path)
    export(videopose3d.CONFIG, path, np.zeros((1, 34, 31), np.float32), exported.export_path(videopose3d.MODEL_FILE))
    with pytest.raises(ModelBrokenError, match="delete it"):
        videopose3d.load("cpu")
