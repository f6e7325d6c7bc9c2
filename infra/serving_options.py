"""The options of every command that answers over HTTP, and what they come to."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, TypeVar

import click

from infra.settings import DATA, HOST, KEEP, PORT, QUOTA, TOKEN, in_force

if TYPE_CHECKING:
    from infra.answering import Serving

_GB: Final = 1_000_000_000
_DAY_S: Final = 86_400
_OPTIONS: Final = (
    click.option(
        "--data",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help=f"{DATA.about}. Unless told: {DATA.env}, else the user's data folder.",
    ),
    click.option("--host", metavar="ADDRESS", help=f"{HOST.about}. Unless told: {HOST.env}, else 127.0.0.1."),
    click.option("--port", metavar="N", type=PORT.kind, help=f"{PORT.about}. Unless told: {PORT.env}, else 8000."),
    click.option("--token", metavar="TEXT", help=f"{TOKEN.about}. Better set {TOKEN.env}: others can see a flag."),
    click.option("--keep-days", metavar="N", type=KEEP.kind, help=f"{KEEP.about}."),
    click.option("--quota-gb", metavar="GB", type=QUOTA.kind, help=f"{QUOTA.about}."),
)

F = TypeVar("F", bound=Callable[..., Any])


class Told(TypedDict):
    """What the flags say; None: nothing."""

    data: Path | None
    host: str | None
    port: int | None
    token: str | None
    keep_days: float | None
    quota_gb: float | None


def serving_options(command: F) -> F:
    """Give a command these options; they reach it by the names of `Told`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def serving_of(told: Told, *, follows_all: bool = True) -> "Serving":
    """Bring together flags, environment and defaults.

    Raises:
        SettingError: an environment variable can't be read.
    """
    from infra.answering import Serving

    keep_days = in_force(KEEP).value if told["keep_days"] is None else told["keep_days"]
    quota_gb = in_force(QUOTA).value if told["quota_gb"] is None else told["quota_gb"]
    return Serving(
        data=told["data"] or Path(in_force(DATA).value),
        host=told["host"] or in_force(HOST).value,
        port=in_force(PORT).value if told["port"] is None else told["port"],
        token=told["token"] or in_force(TOKEN).value,
        keep_s=None if keep_days is None else keep_days * _DAY_S,
        quota_bytes=None if quota_gb is None else int(quota_gb * _GB),
        follows_all=follows_all,
    )
