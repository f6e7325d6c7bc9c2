"""`python -m tests.bench`: measures accuracy, models, speed, memory, what watchers cost, the bus, and the page."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click
from rich.console import Console

from tests.bench.measures import (
    Asked,
    Titled,
    measure_accuracy,
    measure_bus,
    measure_camera,
    measure_gateway,
    measure_lapsed,
    measure_lifting,
    measure_live,
    measure_memory,
    measure_models,
    measure_page,
    measure_soak,
    measure_speed,
    measure_workers,
)
from tests.bench.product import ProductError
from tests.bench.results import Results
from tests.bench.truth import TruthError, find
from tests.bench.videos import VideoMakingError

_CHECKOUT: Final = Path(__file__).resolve().parents[2]
_BESIDE: Final = _CHECKOUT.parent / "shared" / "data"
_OUT: Final = _CHECKOUT / "build" / "bench"
_PIPE_WIDTH: Final = 220
_MEASURES: Final[dict[str, Callable[[Asked, Results], Titled]]] = {
    "accuracy": measure_accuracy,
    "models": measure_models,
    "lifting": measure_lifting,
    "speed": measure_speed,
    "memory": measure_memory,
    "gateway": measure_gateway,
    "camera": measure_camera,
    "bus": measure_bus,
    "workers": measure_workers,
    "page": measure_page,
    "soak": measure_soak,
    "live": measure_live,
    "lapsed": measure_lapsed,
}
_ALONE: Final = frozenset({"soak", "live", "lapsed"})
"""What is measured only when it is asked for."""


class _Minutes(click.ParamType):
    """Minutes, separated by commas."""

    name = "MIN,..."

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Read numbers above 0."""
        try:
            minutes = tuple(float(part) for part in str(value).split(","))
        except ValueError:
            minutes = ()
        if not minutes or min(minutes) <= 0:
            self.fail(f"{value!r} isn't minutes, as 1,5,10 would be", param, ctx)
        return minutes


@click.command()
@click.option("--clips", metavar="DIR", type=click.Path(path_type=Path), default=_BESIDE, help="Clips with truth.")
@click.option("--only", type=click.Choice(list(_MEASURES)), help="Measure this alone.")
@click.option("--frames", metavar="N", type=click.IntRange(min=1), help="Only the first N frames of each clip.")
@click.option("--height", is_flag=True, help="Tell the lifter's true height.")
@click.option("--minutes", type=_Minutes(), default="1,5,10", show_default=True, help="When to look at the memory.")
@click.option(
    "--video", "videos", metavar="FILE", multiple=True, type=click.Path(path_type=Path), help="Time this one instead."
)
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), default=_OUT, help="Where the results go.")
def bench(  # noqa: PLR0913 - one parameter an option
    *,
    clips: Path,
    only: str | None,
    frames: int | None,
    height: bool,
    minutes: tuple[float, ...],
    videos: tuple[Path, ...],
    out: Path,
) -> None:
    """Measure accuracy, honesty, speed and memory on clips with truth.

    Clips are NAME.mp4 with NAME.json (the studio's schema) or NAME_truth.json (OpenCap's) beside it, in any subfolder.
    """
    try:
        found = find(clips)
        results = Results(clips=str(clips), height_told=height, passed_over=list(found.skipped))
        out.mkdir(parents=True, exist_ok=True)
        asked = Asked(
            truths=found.truths, clips=clips, out=out, frames=frames, height=height, minutes=minutes, videos=videos
        )
        _measure(asked, results, only)
    except (TruthError, ProductError, VideoMakingError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"bench.json: {out / 'bench.json'}")


def _measure(asked: Asked, results: Results, only: str | None) -> None:
    """Print what is measured as soon as it is, and write it."""
    console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    for name, measure in _MEASURES.items():
        if only != name and (only is not None or name in _ALONE):
            continue
        for title, table in measure(asked, results):
            console.print(f"\n[bold]{title}[/bold]\n", table)
        results.write(asked.out / "bench.json")
    for line in results.passed_over:
        click.echo(line)


if __name__ == "__main__":
    bench()
