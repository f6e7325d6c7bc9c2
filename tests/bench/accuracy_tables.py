"""The accuracy as tables: a row for each clip, and one for all together."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from rich import box
from rich.table import Table

from contracts.vocabulary import Angle
from tests.bench.accuracy import IN_REPS, JUDGED, NEAR_S, Accuracy, pooled
from tests.bench.errors import Errors, Summary

SHOWN: Final[dict[Angle, str]] = {
    "knee_flexion_left": "knee left",
    "knee_flexion_right": "knee right",
    "hip_flexion_left": "hip left",
    "hip_flexion_right": "hip right",
    "trunk_lean": "trunk lean",
}
_NONE: Final = Errors.of([], []).summary()

Cell = Callable[[Accuracy], str]


def tables(parts: Sequence[Accuracy]) -> Iterator[tuple[str, Table]]:
    """Give every table with its title."""
    rows = [*parts, pooled(parts)]
    yield "Repetitions", _table(_rep_cells(), rows)
    yield "Tempo: mean absolute error and bias", _table(_tempo_cells(), rows)
    yield "Depth margin at the bottom", _table(_depth_cells(), rows)
    yield "Verdicts, where the truth tells: right / wrong / cannot tell", _table(_verdict_cells(), rows)
    yield "In the picture and in the world", _table(_place_cells(), rows)
    for title, value in _ANGLE_TABLES.items():
        yield f"Angles in every frame: {title}", _table(_angle_cells(value, ""), rows)
        if title in _ALSO_IN_REPS:
            yield f"Angles in frames of repetitions: {title}", _table(_angle_cells(value, IN_REPS), rows)


def picture_table(parts: Sequence[Accuracy]) -> Table:
    """Give what is told of the pictures alone."""
    cells = _place_cells()
    return _table({name: cells[name] for name in _IN_PICTURE}, [*parts, pooled(parts)])


def plain(columns: Sequence[str]) -> Table:
    """Give an empty table that reads the same in a terminal, a pipe and a Markdown file."""
    table = Table(box=box.MARKDOWN)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left", no_wrap=True)
    return table


def number(value: float | None, decimals: int = 1) -> str:
    """Write a number; a dash for none."""
    return "-" if value is None else f"{value:.{decimals}f}"


def _table(cells: dict[str, Cell], rows: Sequence[Accuracy]) -> Table:
    table = plain(["clip", *cells])
    for row in rows:
        table.add_row(row.name, *(cell(row) for cell in cells.values()))
    return table


def _rep_cells() -> dict[str, Cell]:
    return {
        "found / true": lambda row: f"{row.counts['reps found']} / {row.counts['reps true']}",
        "matched": lambda row: str(row.counts["reps matched"]),
        "bottom max error s": lambda row: number(_of(row, "bottom_s").max_abs, 3),
        f"within {NEAR_S:.2f} s": lambda row: f"{row.counts['bottoms near']} / {row.counts['reps true']}",
        "complete right": lambda row: f"{row.counts['complete right']} / {row.counts['reps true']}",
    }


def _tempo_cells() -> dict[str, Cell]:
    return {
        f"{way} {title}": _tempo_cell(name, value)
        for way, name in (("down", "descent_s"), ("up", "ascent_s"))
        for title, value in _TEMPO.items()
    }


def _tempo_cell(name: str, value: Callable[[Summary], str]) -> Cell:
    return lambda row: value(_of(row, name))


def _depth_cells() -> dict[str, Cell]:
    def depth(row: Accuracy) -> Summary:
        return _of(row, "depth_margin_m")

    return {
        "bottoms": lambda row: str(depth(row).count),
        "mean error cm": lambda row: _cm(depth(row).mean_abs),
        "max cm": lambda row: _cm(depth(row).max_abs),
        "bias cm": lambda row: _cm(depth(row).bias),
        "stated std cm": lambda row: _cm(depth(row).mean_std),
        "<= 2 std": lambda row: _percent(depth(row).within_2_std),
        "rms error/std": lambda row: number(depth(row).rms_in_std, 2),
    }


def _verdict_cells() -> dict[str, Cell]:
    def cell(rule: str) -> Cell:
        return lambda row: " / ".join(str(row.counts[f"{rule} {kind}"]) for kind in ("right", "wrong", "cannot_tell"))

    return {rule: cell(rule) for rule in JUDGED}


def _place_cells() -> dict[str, Cell]:
    return {
        "frames": lambda row: str(row.counts["frames"]),
        "answered": lambda row: _share(row, "frames answered", "frames"),
        "lifter followed": lambda row: _share(row, "frames followed", "frames with box"),
        "box IoU > 0.5": lambda row: _share(row, "boxes right", "frames with box"),
        "visible joints found": lambda row: _share(row, "visible found", "visible"),
        "in image, median % of height": lambda row: number(_of(row, "joints in image, %").median_abs),
        "p95": lambda row: number(_of(row, "joints in image, %").p95_abs),
        "hidden found": lambda row: _share(row, "hidden found", "hidden"),
        "median %": lambda row: number(_of(row, "hidden joints in image, %").median_abs),
        " p95": lambda row: number(_of(row, "hidden joints in image, %").p95_abs),
        "joints from mid-hip, median mm": lambda row: number(_of(row, "joints in world, mm").median_abs, 0),
        "p95 ": lambda row: number(_of(row, "joints in world, mm").p95_abs, 0),
    }


def _angle_cells(value: Callable[[Summary], str], frames: str) -> dict[str, Cell]:
    def cell(angle: str) -> Cell:
        return lambda row: value(_of(row, f"{angle}{frames}"))

    return {title: cell(angle) for angle, title in SHOWN.items()}


_IN_PICTURE: Final = (
    "frames",
    "lifter followed",
    "box IoU > 0.5",
    "visible joints found",
    "in image, median % of height",
    "p95",
    "hidden found",
    "median %",
    " p95",
)
_TEMPO: Final[dict[str, Callable[[Summary], str]]] = {
    "s": lambda summary: number(summary.mean_abs, 2),
    "bias": lambda summary: number(summary.bias, 2),
    "<= 2 std": lambda summary: _percent(summary.within_2_std),
    "rms/std": lambda summary: number(summary.rms_in_std, 2),
}
_ANGLE_TABLES: Final[dict[str, Callable[[Summary], str]]] = {
    "mean absolute error, deg": lambda summary: number(summary.mean_abs),
    "bias, deg": lambda summary: number(summary.bias),
    "95th percentile of the error, deg": lambda summary: number(summary.p95_abs),
    "stated std, deg": lambda summary: number(summary.mean_std),
    "share within 2 std (goal 95 %)": lambda summary: _percent(summary.within_2_std),
    "rms of error / std (goal 1)": lambda summary: number(summary.rms_in_std, 2),
}
_ALSO_IN_REPS: Final = (
    "mean absolute error, deg",
    "share within 2 std (goal 95 %)",
    "rms of error / std (goal 1)",
)


def _of(row: Accuracy, name: str) -> Summary:
    return row.errors[name].summary() if name in row.errors else _NONE


def _share(row: Accuracy, part: str, whole: str) -> str:
    return _percent(row.counts[part] / row.counts[whole] if row.counts[whole] else None)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _cm(metres: float | None) -> str:
    return "-" if metres is None else f"{100 * metres:.1f}"
