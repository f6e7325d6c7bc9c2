"""`perfectform analyze`: what it writes, what it says, how it ends, and that it never leaves anything half-written."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from contracts.report import Report
from infra.cli import main
from tests.infra.bad_videos import broken_off, empty, sound_only, text, without_index
from tests.infra.short_squat import FRAMES
from tests.producers.recording import record

CHECKOUT = Path(__file__).resolve().parents[3]
FILES = {"report.json", "frames.parquet", "overlay.mp4"}
PROGRAM = [sys.executable, "-c", "from infra.cli import main; main()"]


def analyze(*arguments: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, ["analyze", *map(str, arguments)], env=env)


def report_in(folder: Path) -> Report:
    return msgspec.json.decode((folder / "report.json").read_bytes(), type=Report)


def times(path: Path) -> list[Fraction]:
    with av.open(str(path)) as video:
        stream = video.streams.video[0]
        assert stream.time_base is not None
        return [frame.pts * stream.time_base for frame in video.decode(stream) if frame.pts is not None]


def children_of(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


@pytest.fixture(scope="module")
def done(squat: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """One analysis of the short squat."""
    out = tmp_path_factory.mktemp("done") / "out"
    return analyze(squat, "--lift", "squat", "--height", "1.671", "--out", out), out


def test_it_finds_the_rep_and_says_so(done: tuple[Result, Path], squat: Path) -> None:
    result, out = done
    assert result.exit_code == 0, result.output
    assert {path.name for path in out.iterdir()} == FILES
    report = report_in(out)
    (only,) = report.sets
    assert [rep.complete for rep in only.reps] == [True]
    assert (report.video.path, report.video.frames, report.video.width, report.video.height) == (
        str(squat),
        FRAMES,
        270,
        480,
    )
    assert report.video.fps == pytest.approx(15)
    assert report.video.duration_s == pytest.approx(FRAMES / 15)
    assert set(report.models) == {"detector", "pose2d", "lifter", "judge"}
    assert f"{FRAMES} frames" in result.stdout
    assert "Set 1: squat, 1 rep" in result.stdout
    assert str(out / "overlay.mp4") in result.stdout
    assert result.stderr == ""


def test_every_frame_is_in_the_table_and_in_the_overlay_at_its_time(done: tuple[Result, Path], squat: Path) -> None:
    _, out = done
    rows = pq.read_table(out / "frames.parquet").to_pylist()
    shown = times(squat)
    assert [row["frame"] for row in rows] == list(range(FRAMES))
    assert [row["pts_s"] for row in rows] == pytest.approx([float(time_s - shown[0]) for time_s in shown])
    assert times(out / "overlay.mp4") == [time_s - shown[0] for time_s in shown]
    assert all(row["joints_in_world"] is not None for row in rows)


def test_once_more_gives_the_same_bytes(done: tuple[Result, Path], squat: Path) -> None:
    _, out = done
    before = {name: (out / name).read_bytes() for name in ("report.json", "frames.parquet")}
    assert analyze(squat, "--lift", "squat", "--height", "1.671", "--out", out).exit_code == 0
    assert {name: (out / name).read_bytes() for name in before} == before


def test_nobody_is_an_answer(tmp_path: Path) -> None:
    video = record(tmp_path / "empty_room.mp4", 12)
    result = analyze(video, "--out", tmp_path / "out")
    assert result.exit_code == 0
    report = report_in(tmp_path / "out")
    assert report.sets == ()
    assert [warning for warning in report.warnings if "Nobody was seen" in warning]
    assert "0 reps" in result.stdout
    assert pq.read_table(tmp_path / "out" / "frames.parquet").num_rows == 12


def test_of_several_videos_each_gets_a_folder(tmp_path: Path) -> None:
    videos = [record(tmp_path / name, 3) for name in ("a.mp4", "b.mkv")]
    assert analyze(*videos, "--out", tmp_path / "out").exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a", "b"}
    assert {path.name for path in (tmp_path / "out" / "b").iterdir()} == FILES


def nothing(path: Path) -> None:
    del path


@pytest.mark.parametrize("make", [empty, text, without_index, broken_off, sound_only, nothing, Path.mkdir])
def test_a_video_that_cannot_be_used_is_one_sentence(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "lift.mp4"
    make(path)
    refused = analyze(path, "--out", tmp_path / "new" / "out")
    assert refused.exit_code == 2
    (line,) = refused.stderr.splitlines()
    assert line.startswith(f"Error: {path} ")
    assert refused.stdout == ""
    assert not (tmp_path / "new").exists()


def test_one_bad_video_of_several_is_told_before_the_work_begins(tmp_path: Path) -> None:
    good, bad = record(tmp_path / "good.mp4", 3), tmp_path / "bad.mp4"
    text(bad)
    assert analyze(good, bad, "--out", tmp_path / "out").exit_code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pose", "blazepos"], "did you mean 'blazepose'?"),
        (["--detector", "x"], "among the detectors"),
        (["--lifter", "x"], "among the lifters"),
        (["--profile", "ifp"], "did you mean 'ipf'?"),
        (["--lift", "snatch"], "squat"),
        (["--height", "178"], "1.0<=x<=2.5"),
        (["--lifter-at", "here"], "isn't three numbers"),
    ],
)
def test_a_wrong_option_is_one_sentence(tmp_path: Path, arguments: list[str], words: str) -> None:
    refused = analyze(record(tmp_path / "lift.mp4", 3), *arguments, "--out", tmp_path / "out")
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert not (tmp_path / "out").exists()


def test_a_model_file_that_is_missing_or_wrong(tmp_path: Path) -> None:
    models, video = tmp_path / "models", record(tmp_path / "lift.mp4", 3)
    models.mkdir()
    for reason in ("is missing", "is not the file it should be"):
        refused = analyze(video, "--out", tmp_path / "out", env={"PERFECTFORM_MODELS": str(models)})
        assert refused.exit_code == 2
        assert f"Error: pose_detection.tflite {reason}" in refused.stderr
        assert "perfectform models fetch" in refused.stderr
        assert not (tmp_path / "out").exists()
        (models / "pose_detection.tflite").write_bytes(b"something else")


@pytest.mark.parametrize("goal", ["file", "file/below"])
def test_a_file_where_the_folder_belongs(tmp_path: Path, goal: str) -> None:
    (tmp_path / "file").write_text("mine")
    refused = analyze(record(tmp_path / "lift.mp4", 3), "--out", tmp_path / goal)
    assert refused.exit_code == 2
    assert "is in the way" in refused.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    refused = analyze(record(tmp_path / "lift.mp4", 3), "--out", closed / "out")
    assert refused.exit_code == 2
    assert "Permission denied" in refused.stderr


def test_a_video_is_never_replaced_by_its_own_overlay(tmp_path: Path) -> None:
    video = record(tmp_path / "overlay.mp4", 3)
    before = video.read_bytes()
    assert analyze(video, "--out", tmp_path).exit_code == 2
    assert video.read_bytes() == before


def test_two_videos_of_one_name(tmp_path: Path) -> None:
    videos = [record(tmp_path / name, 3) for name in ("a.mp4", "a.mkv")]
    refused = analyze(*videos, "--out", tmp_path / "out")
    assert refused.exit_code == 2
    assert "same name" in refused.stderr


@pytest.mark.parametrize("most_bytes", [2_000, 20_000])
def test_no_room_for_the_results_is_one_sentence(squat: Path, tmp_path: Path, most_bytes: int) -> None:
    """A limit on a file's size is what a full disk is like; at 2 kB the overlay fails, at 20 kB the table too."""
    refused = subprocess.run(  # noqa: S603 - our own program
        [*PROGRAM, "analyze", str(squat), "--out", str(tmp_path / "out")],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes)),
    )
    assert refused.returncode == 2, refused.stderr
    (line,) = refused.stderr.splitlines()
    assert line.startswith("Error: ")
    assert ".perfectform-" not in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_nothing(shared: Path, tmp_path: Path, stop: signal.Signals) -> None:
    out = tmp_path / "out"
    video = shared / "data" / "studio" / "squat_woman.mp4"
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PROGRAM, "analyze", str(video), "--out", str(out)], cwd=CHECKOUT, stderr=subprocess.PIPE, text=True
    ) as running:
        while not list(out.glob(".*/overlay.mp4.part")):
            assert running.poll() is None
            time.sleep(0.02)
        (ffmpeg_id,) = children_of(running.pid)
        running.send_signal(stop)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert said == "Interrupted: nothing was written.\n"
    assert not out.exists()
    assert not Path(f"/proc/{ffmpeg_id}").exists()
