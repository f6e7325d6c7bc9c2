"""A backend that breaks is named, at load, at work, and with the frame at which it happened."""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from infra import backends
from infra.backends import load, names
from infra.cli import main
from processors import detectors
from processors.backend import DeviceError
from processors.checked import ModelFailedError
from processors.picture import Picture
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


def test_one_that_breaks_at_a_late_frame_ends_the_command_with_its_name(folder: Path, squat: Path) -> None:
    put(
        folder,
        "t_late",
        """
        class Late:
            calls = 0

            def detect(self, pictures):
                self.calls += 1
                if self.calls == 10:
                    raise RuntimeError("the GPU fell off")
                return [[] for _ in pictures]

        def load(device="cpu"):
            return Late()
    """,
    )
    out = folder / "out"
    failed = CliRunner().invoke(main, ["analyze", str(squat), "--detector", "t_late", "--out", str(out)])
    assert failed.exit_code == 1
    assert "Error: the detector 't_late' failed: the GPU fell off (at frame 9)" in failed.stderr
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
