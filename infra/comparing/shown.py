"""A comparison as a table: a row for each run."""

from infra.comparing.compare import Compared

COLUMNS = (
    "models",
    "run",
    "found",
    "reps",
    "off the first",
    "jitter",
    "ms a frame",
    "off the truth, visible",
    "hidden",
    "box right",
)
EXPLAINED = (
    "Distances are medians in % of the lifter's longer side in the picture. Jitter: how far a joint is from going on "
    "as it went. Box right: it shares more than a half with the true one."
)


def row_of(compared: Compared) -> tuple[str, ...]:
    """Give a run's row; a dash for what isn't known."""
    result = compared.result
    return (
        compared.name,
        compared.run,
        _percent(result.found_percent, 1),
        str(result.reps),
        _percent(result.off_first_percent),
        _percent(result.jitter_percent),
        f"{result.ms:.1f}",
        _percent(result.visible_error_percent),
        _percent(result.hidden_error_percent),
        _percent(result.box_right_percent, 1),
    )


def _percent(value: float | None, decimals: int = 2) -> str:
    return "-" if value is None else f"{value:.{decimals}f} %"
