"""The options of every command that answers over HTTP, and what they come to."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, TypeVar

import click

from infra.settings import DATA, HOST, KEEP, PORT, QUOTA, TLS, TOKEN, in_force

if TYPE_CHECKING:
    from infra.serving.answering import Serving

_GB: Final = 1_000_000_000
_DAY_S: Final = 86_400
_EVERY: Final = "0.0.0.0"  # noqa: S104 - asked for by --tls, and with a token
_OPTIONS: Final = (
    click.option(
        "--data",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help=f"{DATA.about}. Unless told: {DATA.env}, else the user's data folder.",
    ),
    click.option("--host", metavar="ADDRESS", help=f"{HOST.about}. Unless told: {HOST.env}, else 127.0.0.1."),
    click.option("--port", metavar="N", type=PORT.kind, help=f"{PORT.about}. Unless told: {PORT.env}, else 8000."),
    click.option("--tls", is_flag=True, default=None, help="Speak https, and be reached by others: phones film so."),
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
    tls: bool | None
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
    from infra.serving.answering import Serving

    tls = bool(in_force(TLS).value if told["tls"] is None else told["tls"])
    keep_days = in_force(KEEP).value if told["keep_days"] is None else told["keep_days"]
    quota_gb = in_force(QUOTA).value if told["quota_gb"] is None else told["quota_gb"]
    return Serving(
        data=told["data"] or Path(in_force(DATA).value),
        host=told["host"] or _host(tls=tls),
        port=in_force(PORT).value if told["port"] is None else told["port"],
        token=told["token"] or in_force(TOKEN).value,
        keep_s=None if keep_days is None else keep_days * _DAY_S,
        quota_bytes=None if quota_gb is None else int(quota_gb * _GB),
        tls=tls,
        follows_all=follows_all,
    )


def _host(*, tls: bool) -> str:
    """Give the address that the environment names; else every one where phones are to come, and loopback elsewhere."""
    host = in_force(HOST)
    return _EVERY if tls and host.source == "default" else str(host.value)


def tell_address(address: str) -> None:
    """Tell where the server is, and how a phone comes to film there."""
    click.echo(f"Perfect Form is at {address}")
    if address.startswith("https:"):
        from infra.serving.phone_code import invitation, phone_address

        click.echo(invitation(phone_address(address)))
