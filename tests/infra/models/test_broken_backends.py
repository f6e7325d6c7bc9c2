"""A backend that breaks is named, at load, at work, and with the frame at which it happened."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from infra.cli import main
from infra.commands.demo import SAMPLE
from infra.models import backends
from infra.models.backends import load, names
from processors import detectors
from processors.backend import DeviceError
from processors.checked import CheckedEstimator, CheckedLifter, ModelFailedError
from processors.lifters import Lifted, Look
from processors.picture import Picture
from processors.pose2d import Ask, Joints
from processors.region import Region
from tests.processors.looks import looks
from tests.processors.sights import shot

HEADER = "REVISION = 1\n\n\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose files are detectors too."""
    monkeypatch.setattr(detectors, "__path__", [*detectors.__path__, str(tmp_path)])
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("processors.detectors.t_")]:
        del sys.modules[name]


def put(folder: Path, name: str, code: str) -> None:
    (folder / f"{name}.py").write_text(HEADER + dedent(code))


def test_it_is_listed_and_loaded_like_any_other(folder: Path) -> None:
    put(
        folder,
        "t_nobody",
        """
        class Nobody:
            def detect(self, pictures):
                return [[] for _ in pictures]

        def load(device="cpu"):
            return Nobody()
    """,
    )
    assert "t_nobody" in names("detectors")
    assert load("detectors", "t_nobody", threads=1).detect([shot(0).picture]) == [[]]
    assert "t_nobody" in CliRunner().invoke(main, ["models", "list"]).output
    assert (
        "| detectors | t_nobody | Apache-2.0 | - | no file |"
        in CliRunner().invoke(main, ["models", "list", "--markdown"]).output
    )


def test_one_that_raises_at_load_is_named(folder: Path) -> None:
    put(
        folder,
        "t_broken",
        """
        def load(device="cpu"):
            raise RuntimeError("out of memory")
    """,
    )
    with pytest.raises(ModelFailedError, match="'t_broken' of the detectors can't be loaded: out of memory"):
        load("detectors", "t_broken", threads=1)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("[]", "0 lists of people for 1 pictures"),
        ("[[Found((0.0, 0.0, 1.0, float('nan')), 0.5)]]", "a box of"),
        ("[[Found((0.0, 0.0, 1.0, 1.0), 1.5)]]", "a score of 1.5"),
        ("None", "object of type"),
        ("1 / 0", "division by zero"),
    ],
)
def test_one_that_answers_what_it_may_not_is_named(folder: Path, answer: str, said: str) -> None:
    put(
        folder,
        "t_odd",
        f"""
        from processors.detectors import Found

        class Odd:
            def detect(self, pictures):
                return {answer}

        def load(device="cpu"):
            return Odd()
    """,
    )
    with pytest.raises(ModelFailedError, match=f"the detector 't_odd' failed.*{said}"):
        load("detectors", "t_odd", threads=1).detect([shot(0).picture])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"joints_in_image": np.zeros((17, 2), np.float32)}, r"joints_in_image of shape \(17, 2\), not \(26, 2\)"),
        ({"scores": np.zeros((26, 1), np.float32)}, r"scores of shape \(26, 1\), not \(26,\)"),
        ({"scores": np.full(26, 2, np.float32)}, "joint scores outside 0..1"),
        ({"joints_in_image": np.full((26, 2), np.nan, np.float32)}, "joints that are no numbers"),
        ({"joints_in_body": np.zeros((26, 2), np.float32)}, r"joints_in_body of shape \(26, 2\), not \(26, 3\)"),
        ({"presence": -1.0}, "a presence of -1.0"),
    ],
)
def test_a_2d_model_that_answers_wrong_shapes_is_named(wrong: dict[str, Any], said: str) -> None:
    right = Joints(np.zeros((26, 2), np.float32), np.ones(26, np.float32), 1.0, Region(0.0, 0.0, 1.0, 0.0))

    class Odd:
        def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
            return [replace(right, **wrong) for _ in asks]

    odd = CheckedEstimator(Odd(), "odd")
    with pytest.raises(ModelFailedError, match=f"the 2D pose model 'odd' failed: it answered {said}"):
        odd.estimate([Ask(shot(0).picture, right.follow)])


@pytest.mark.parametrize(
    ("field", "shape"), [("joints", (17, 3)), ("joints_std", (26,)), ("root_std", (1,)), ("angles_deg", (6,))]
)
def test_a_lifter_that_answers_wrong_shapes_is_named(field: str, shape: tuple[int, ...]) -> None:
    lifter = load("lifters", "blazepose", threads=1)
    state, bodies = lifter.lift(b"", None, looks(0.1))

    class Odd:
        def lift(self, _state: bytes, _height_m: float | None, _looks: Sequence[Look]) -> tuple[bytes, list[Lifted]]:
            return state, [body._replace(**{field: np.zeros(shape)}) for body in bodies]

    with pytest.raises(ModelFailedError, match=rf"the lifter 'odd' failed: it answered {field} of shape .{shape[0]},"):
        CheckedLifter(Odd(), "odd").lift(b"", None, looks(0.1))


def test_one_that_breaks_at_the_100th_frame_ends_the_command_with_its_name(folder: Path) -> None:
    put(
        folder,
        "t_late",
        """
        class Late:
            calls = 0

            def detect(self, pictures):
                self.calls += 1
                if self.calls == 100:
                    raise RuntimeError("the GPU fell off")
                return [[] for _ in pictures]

        def load(device="cpu"):
            return Late()
    """,
    )
    out = folder / "out"
    failed = CliRunner().invoke(main, ["analyze", str(SAMPLE), "--detector", "t_late", "--out", str(out)])
    assert failed.exit_code == 1
    assert "Error: the detector 't_late' failed: the GPU fell off (at frame 99)" in failed.stderr
    assert not out.exists()


def test_a_device_that_a_model_cannot_run_on_is_refused_before_the_work(
    squat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERFECTFORM_DEVICE", "cuda")
    refused = CliRunner().invoke(main, ["analyze", str(squat), "--out", str(tmp_path / "out")])
    assert refused.exit_code == 2
    assert "'blazepose' of the detectors can't run on the device 'cuda', only on cpu" in refused.stderr
    with pytest.raises(DeviceError):
        backends.load("lifters", "blazepose", threads=1, device="tpu")


def test_the_picture_that_cannot_be_read_is_not_the_models_fault() -> None:
    from processors.picture import UnreadablePictureError

    with pytest.raises(UnreadablePictureError):
        load("detectors", "blazepose", threads=1).detect([Picture(jpeg=b"none")])
