"""`perfectform demo`: the sample set goes through the whole path."""

from pathlib import Path

import click

from infra.chosen import Chosen
from infra.commands.analyze import analyse_one, show
from infra.settings import PROFILE, THREADS, in_force

SAMPLE = Path(__file__).resolve().parents[1] / "sample" / "squat.mp4"
"""A rendered set of squats, ours, CC0."""
_HEIGHT_M = 1.72
"""Of the sample's lifter."""


@click.command()
@click.option("--once", is_flag=True, help="End after the set; so far the demo always does.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo-out"),
    show_default=True,
    help="Folder for the results; made when needed.",
)
def demo(once: bool, out: Path) -> None:  # noqa: ARG001 - taken already, so that scripts can rely on it
    """Watch the sample set go through the whole path: video in, reps, checks and cues out."""
    chosen = Chosen(lift="squat", height_m=_HEIGHT_M, profile=in_force(PROFILE).value)
    report = analyse_one(SAMPLE, chosen, chosen.stages(in_force(THREADS).value), out)
    show(report, out)
    click.echo(f"\nOpen {out / 'overlay.mp4'} to see what was seen, then try a video of yours:")
    click.echo("  perfectform analyze VIDEO --lift squat --height 1.78 --out results")
