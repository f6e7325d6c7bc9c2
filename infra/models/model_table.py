"""What there is to know of every model that can be chosen, from its file and the manifest: for people and for docs."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from infra.models.backends import FAMILIES, Family, module_of, names
from infra.models.model_timing import kept
from processors.backend import Declared, declared
from processors.model_fetch import is_present
from processors.model_files import ModelFile, ModelFileError, cache_folder, entry_of


class Row(NamedTuple):
    """One model."""

    family: Family
    name: str
    licence: str
    """SPDX, of its weights, or of its code where it has none."""
    size: str
    """Of its file, in words."""
    origin: str
    """Where its file comes from."""
    extra: str
    """What has to be installed for it."""
    devices: str
    here: str
    """Whether its file lies in the folder and is right."""
    ms: str
    """What a frame took on this machine, when it was measured last."""


COLUMNS = ("family", "name", "licence", "size", "file from", "needs", "runs on", "here", "ms a frame")


def rows(folder: Path | None = None) -> Iterator[Row]:
    """Give every model that lies in its family's folder; what isn't known of this machine is a dash."""
    timings = kept(folder)
    for family in FAMILIES:
        for name in names(family):
            facts = declared(module_of(family, name))
            entry = None if facts.model_file is None else entry_of(facts.model_file, folder)
            took = timings.get(f"{family}/{name}", {})
            ms = ", ".join(f"{device} {batches['1']:.1f}" for device, batches in took.items() if "1" in batches) or "-"
            yield Row(
                family, name, *_of_file(facts, entry), facts.extra, ", ".join(facts.devices), _here(entry, folder), ms
            )


def shown_rows(folder: Path | None) -> list[tuple[str, ...]]:
    """Give the rows as they are printed."""
    return [tuple(row) for row in rows(folder)]


def markdown_table() -> str:
    """Give what doesn't depend on a machine as a table for a document."""
    columns = COLUMNS[:-2]
    lines = [columns, tuple("-" * len(column) for column in columns), *(row[:-2] for row in rows())]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _of_file(facts: Declared, entry: ModelFile | None) -> tuple[str, str, str]:
    if entry is None:
        return facts.licence, "-", "no file"
    size = "not told" if entry.size is None else f"{entry.size / 1e6:.1f} MB"
    return entry.licence, size, entry.wheel or entry.url.partition("://")[2].partition("/")[0] or entry.origin


def _here(entry: ModelFile | None, folder: Path | None) -> str:
    if entry is None:
        return "-"
    try:
        return "yes" if is_present(entry, cache_folder(folder)) else "no"
    except (ModelFileError, OSError):
        return "no"
