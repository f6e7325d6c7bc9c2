"""A folder of model files for tests: real weights where they can be had, else checkpoints of random numbers.

Random ones are the library's own initialisation, saved as its makers publish theirs.
"""

import importlib
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from processors import model_files
from processors.backend import MissingLibraryError, declared
from processors.model_files import ModelFileError

MADE_UP: Final = {
    "rtmpose_s": "pose2d/rtmpose",
    "motionbert_ft_h36m": "lifters/motionbert",
    "videopose_h36m_27": "lifters/videopose3d",
}
"""Weights that can't be had where tests run, by the backend that knows how their network is built."""
_REAL: Final = {
    "rtmdet_nano_person": "rtmdet_nano_person.onnx",
    "yolov8n": "yolov8n_int8.tflite",
    "yolov8n_pose": "yolov8n-pose_int8_openvino_model",
}


def fill(folder: Path, shared: Path) -> None:
    """Put every model file there that can be had or made here, with a manifest that describes them."""
    lines: list[str] = []
    for name in ("pose_detection", "pose_landmark_full"):
        path = model_files.path_of(name)
        (folder / path.name).symlink_to(path)
    for name, file in _REAL.items():
        (folder / file).symlink_to(shared / "data" / "models" / file)
        lines += _entry(name, folder / file)
    for name, backend in MADE_UP.items():
        path = folder / f"{name}.pth"
        try:
            make_up(module_of(backend).CONFIG, path)
        except MissingLibraryError:
            continue
        lines += _entry(name, path)
    (folder / "models.toml").write_text("\n".join(lines))


def make_up(config: str, goal: Path, seed: int = 7) -> None:
    """Write a checkpoint with the library's own random initialisation.

    Raises:
        MissingLibraryError: mmpose isn't installed.
    """
    from processors.mmpose_model import build

    torch: Any = importlib.import_module("torch") if _has_mmpose() else None
    if torch is None:
        raise MissingLibraryError("mmpose is not installed")
    torch.manual_seed(seed)
    model = build(config)
    torch.save({"meta": {"epoch": 1}, "state_dict": model.model.state_dict()}, goal)


def module_of(backend: str) -> ModuleType:
    """`family/name`, imported."""
    return importlib.import_module(f"processors.{backend.replace('/', '.')}")


def loaded(family: str, name: str) -> Any:  # noqa: ANN401 - depends on the family
    """Load a backend, or skip the test with what is missing here."""
    try:
        return module_of(f"{family}/{name}").load("cpu")
    except (MissingLibraryError, ModelFileError) as error:
        pytest.skip(f"{family}/{name} can't run here: {error}")


def is_made_up(family: str, name: str) -> bool:
    """Whether a backend's weights are random here, so that nothing it says is true."""
    return declared(module_of(f"{family}/{name}")).model_file in MADE_UP


def _has_mmpose() -> bool:
    return importlib.util.find_spec("mmpose") is not None


def has_no_gpu() -> bool:
    """Whether nothing here could run a model on a GPU."""
    return not any(Path("/dev").glob("nvidia[0-9]*"))


def _entry(name: str, path: Path) -> list[str]:
    bundled = model_files.bundled()[name]
    return [
        f"[{name}]",
        f'family = "{bundled.family}"',
        f'file = "{path.name}"',
        f'licence = "{bundled.licence}"',
        f'sha256 = "{model_files.digest(path)}"',
        f"size = {_size(path)}",
    ]


def _size(path: Path) -> int:
    return sum(one.stat().st_size for one in path.iterdir()) if path.is_dir() else path.stat().st_size
