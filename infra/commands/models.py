"""`perfectform models`: which models there are, fetching their files, how fast they are here, comparing them."""

from pathlib import Path
from typing import Final, get_args

import click
from rich.console import Console
from rich.progress import DownloadColumn, Progress, SpinnerColumn, TaskID

from contracts.vocabulary import LiftChoice
from infra.models.backends import FAMILIES, Family, UnknownBackendError, module_of
from infra.models.chosen import Chosen
from infra.plain_table import print_table
from infra.settings import DEVICE, THREADS, in_force
from processors import model_files

_FOLDER: Final = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Where the files are kept; else {model_files.FOLDER_SETTING}, else the user's cache.",
)


@click.group()
def models() -> None:
    """The models that can be chosen, and their files."""


@models.command("list")
@_FOLDER
@click.option("--markdown", is_flag=True, help="Print what doesn't depend on this machine, as a table for a document.")
def list_models(folder: Path | None, markdown: bool) -> None:
    """Show each model: what it needs, where its file comes from, whether it is here, and how fast it was here."""
    from infra.models.model_table import COLUMNS, markdown_table, shown_rows

    if markdown:
        click.echo(markdown_table(), nl=False)
    else:
        print_table(f"Models; their files lie in {model_files.cache_folder(folder)}", COLUMNS, shown_rows(folder))


@models.command("fetch")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@_FOLDER
def fetch_models(names: tuple[str, ...], folder: Path | None) -> None:
    """Bring the files of the models NAME, or of those that are used unless others are chosen, and check them.

    \b
    Examples:
      perfectform models fetch
      perfectform models fetch rtmdet yolo_pose
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.models.files_of import embedded_files, files_of
    from processors import model_fetch

    try:
        wanted = {}
        for files in [files_of(name, folder) for name in names] or [embedded_files(folder)]:
            wanted.update(files)
    except model_files.ModelFileError as error:
        raise click.BadParameter(str(error)) from error
    try:
        with Progress(
            SpinnerColumn(), *Progress.get_default_columns(), DownloadColumn(), console=Console(stderr=True)
        ) as progress:
            bars: dict[str, TaskID] = {}

            def progressed(name: str, done: int, whole: int | None) -> None:
                if name not in bars:
                    bars[name] = progress.add_task(name)
                progress.update(bars[name], completed=done, total=whole)

            paths = model_fetch.fetch(wanted, folder, progressed=progressed)
    except model_files.ModelFileError as error:
        raise click.ClickException(str(error)) from error
    for path in paths:
        click.echo(path)


@models.command("time")
@click.argument("names", metavar="[FAMILY/NAME]...", nargs=-1)
@click.option("--batch", "batches", metavar="N", multiple=True, type=click.IntRange(1, 256), default=(1,))
@_FOLDER
def time_models(names: tuple[str, ...], batches: tuple[int, ...], folder: Path | None) -> None:
    """Measure what a frame takes on this machine, ms; `list` shows it from then on. Without names: all that are here.

    \b
    Examples:
      perfectform models time
      PERFECTFORM_DEVICE=cuda perfectform models time detectors/rtmdet --batch 1 --batch 8 --batch 64
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.models.model_timing import can_run, keep, measure

    device, threads = str(in_force(DEVICE).value), int(in_force(THREADS).value)
    chosen = [_parsed(name) for name in names] if names else can_run(device)
    rows = list[tuple[str, ...]]()
    for family, name in chosen:
        took = {size: measure(family, name, device, threads, size) for size in batches}
        keep(folder, family, name, device, took)
        rows.append((f"{family}/{name}", *(f"{ms:.1f}" for ms in took.values())))
    print_table(f"Milliseconds a frame on {device}", ["model", *(f"batch of {size}" for size in batches)], rows)


def _parsed(text: str) -> tuple[Family, str]:
    wanted, _, name = text.partition("/")
    for family in FAMILIES:
        if family == wanted:
            module_of(family, name)
            return family, name
    raise UnknownBackendError(f"{text!r} is no FAMILY/NAME, as detectors/blazepose would be")


def _listed(_context: click.Context, _parameter: click.Parameter, told: str | None) -> tuple[str, ...]:
    """Read A,B,..."""
    return tuple(name.strip() for name in (told or "").split(",") if name.strip())


@models.command("compare")
@click.argument("videos", metavar="VIDEO...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--detector", "detectors", metavar="A,B", callback=_listed, help="Detectors to compare, or the one to use."
)
@click.option("--pose", "poses", metavar="A,B", callback=_listed, help="2D pose models, the same.")
@click.option("--lifter", "lifters", metavar="A,B", callback=_listed, help="Lifters, the same.")
@click.option("--lift", type=click.Choice(get_args(LiftChoice)), default="auto", help="Which lift it is.")
@click.option("--height", metavar="M", type=click.FloatRange(1.0, 2.5), help="The lifter's height in metres.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the results; made when needed.")
def compare_models(  # noqa: PLR0913 - one parameter an option
    *,
    videos: tuple[Path, ...],
    detectors: tuple[str, ...],
    poses: tuple[str, ...],
    lifters: tuple[str, ...],
    lift: LiftChoice,
    height: float | None,
    out: Path,
) -> None:
    """Compare models on the same frames of each VIDEO: every combination of those that are named is a run.

    \b
    Into the folder --out come:
      overlay.mp4    what each run says, side by side
      NAME.parquet   each run's frames, as `analyze` writes them
      compare.json   the table, for programs
    Of several videos each gets a folder of its own in there. A studio's truth beside a video is compared with too.

    \b
    Examples:
      perfectform models compare --pose blazepose,yolo_pose squat.mp4 --out compared
      perfectform models compare --detector blazepose,rtmdet --lifter blazepose,perfectform squat.mp4 --out compared
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.comparing.compare_command import compare_all

    told: dict[Family, tuple[str, ...]] = {"detectors": detectors, "pose2d": poses, "lifters": lifters}
    compare_all(videos, Chosen(lift=lift, height_m=height), told, out)
