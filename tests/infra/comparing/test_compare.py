"""`perfectform models compare`: several models over the same frames, as runs of one session."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import av
import msgspec
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from infra.cli import main
from infra.comparing.compare import Comparison, compare
from infra.comparing.contenders import Contender
from infra.sessions.passage import Play
from infra.stages.fused import Fused
from processors.checked import CheckedEstimator, ModelFailedError
from processors.pose import Pose
from producers.pace import FlatOut
from tests.infra.chained import CHOSEN
from tests.infra.short_squat import FRAMES


@pytest.fixture(scope="module")
def compared(squat: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("compared") / "out"
    done = CliRunner().invoke(
        main,
        ["models", "compare", "--lifter", "blazepose,perfectform", "--lift", "squat", str(squat), "--out", str(out)],
    )
    assert done.exit_code == 0, done.output
    for part in ("blazepose", "perfectform", "off the first", "ms a frame", str(out / "overlay.mp4")):
        assert part in done.output
    return out


def test_both_are_runs_of_one_session_over_all_frames(compared: Path) -> None:
    told = msgspec.json.decode((compared / "compare.json").read_bytes(), type=Comparison)
    assert [one.name for one in told.runs] == ["blazepose", "perfectform"]
    assert len({one.run for one in told.runs}) == 2
    assert [one.models["lifter"].split("@")[0] for one in told.runs] == ["blazepose", "perfectform"]
    for one in told.runs:
        assert one.result.frames == FRAMES
        assert one.result.found_percent == 100
        assert one.result.off_first_percent == 0, "their 2D model is the same"
        assert one.result.reps == 1
        assert one.result.visible_error_percent is None, "no truth lies beside"


def test_each_run_has_its_frames_and_they_stand_side_by_side(compared: Path, squat: Path) -> None:
    assert {path.name for path in compared.iterdir()} == {
        "overlay.mp4",
        "compare.json",
        "blazepose.parquet",
        "perfectform.parquet",
    }
    for name in ("blazepose", "perfectform"):
        assert pq.read_table(compared / f"{name}.parquet").num_rows == FRAMES
    with av.open(str(squat)) as source, av.open(str(compared / "overlay.mp4")) as drawn:
        one, both = source.streams.video[0], drawn.streams.video[0]
        assert both.width / both.height == pytest.approx(2 * one.width / one.height, rel=0.01)
        assert sum(1 for _ in drawn.decode(both)) == FRAMES


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "there is nothing to compare"),
        (["--pose", "blazepose"], "there is nothing to compare"),
        (["--pose", "blazepose,blazepose"], "names a model twice"),
        (["--pose", "blazepose,blasepose"], "did you mean 'blazepose'?"),
    ],
)
def test_what_cannot_be_compared_is_bad_input(squat: Path, tmp_path: Path, options: list[str], said: str) -> None:
    refused = CliRunner().invoke(main, ["models", "compare", *options, str(squat), "--out", str(tmp_path / "out")])
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert not (tmp_path / "out").exists()


def test_one_that_breaks_is_named_and_nothing_is_left(stages: Fused, squat: Path, tmp_path: Path) -> None:
    class Breaks:
        estimate: Callable[..., object] = staticmethod(lambda _: 1 / 0)

    broken = Fused(stages.detect, Pose(CheckedEstimator(Breaks(), "breaks")), stages.lift, stages.judge, stages.now_s)  # type: ignore[arg-type] # it is no estimator
    entered = [(Contender("good", CHOSEN, CHOSEN.run()), stages), (Contender("breaks", CHOSEN, CHOSEN.run()), broken)]
    with pytest.raises(ModelFailedError, match="the 2D pose model 'breaks' failed: division by zero"):
        asyncio.run(compare(squat, entered, tmp_path / "out", Play(pace=FlatOut())))
    assert not (tmp_path / "out").exists()
