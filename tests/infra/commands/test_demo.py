"""`perfectform demo` sends the sample through the whole path."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.cli import main
from infra.commands import demo as demo_command
from producers.video_file import open_video


def test_the_sample_is_there() -> None:
    with open_video(demo_command.SAMPLE) as video:
        assert video.info.frames_estimate
        assert video.info.frames_estimate > 300


@pytest.mark.parametrize("asked", [["--once"], []], ids=["once", "without a terminal"])
def test_once_it_shows_reps_and_what_to_try_next(
    asked: list[str], squat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_command, "SAMPLE", squat)
    shown = CliRunner().invoke(main, ["demo", *asked, "--out", str(tmp_path / "out")])
    assert shown.exit_code == 0
    assert "Set 1: squat, 1 rep" in shown.stdout
    assert f"Open {tmp_path / 'out' / 'overlay.mp4'}" in shown.stdout
    assert "perfectform analyze VIDEO" in shown.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"report.json", "frames.parquet", "overlay.mp4"}
