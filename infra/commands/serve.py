"""`perfectform serve`: gateway, path and database in one process; waits for uploads."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra.chosen import Chosen
from infra.settings import DATA, HOST, JPEG_QUALITY, KEEP, PORT, QUOTA, THREADS, TOKEN, in_force

if TYPE_CHECKING:
    from infra.embedded import Embedded

_GB = 1_000_000_000
_DAY_S = 86_400


@click.command()
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=f"{DATA.about}. Unless told: {DATA.env}, else the user's data folder.",
)
@click.option("--host", metavar="ADDRESS", help=f"{HOST.about}. Unless told: {HOST.env}, else 127.0.0.1.")
@click.option("--port", metavar="N", type=PORT.kind, help=f"{PORT.about}. Unless told: {PORT.env}, else 8000.")
@click.option("--token", metavar="TEXT", help=f"{TOKEN.about}. Better set {TOKEN.env}: others can see a flag.")
@click.option("--keep-days", metavar="N", type=KEEP.kind, help=f"{KEEP.about}.")
@click.option("--quota-gb", metavar="GB", type=QUOTA.kind, help=f"{QUOTA.about}.")
def serve(  # noqa: PLR0913 - one parameter an option
    *,
    data: Path | None,
    host: str | None,
    port: int | None,
    token: str | None,
    quota_gb: float | None,
    keep_days: float | None,
) -> None:
    """Open a page on which videos are dropped, watched while they are understood, and kept.

    \b
    Examples:
      perfectform serve                        on this machine only, at http://127.0.0.1:8000/
      perfectform serve --data ~/lifting       keeps everything in that folder
      perfectform serve --host 0.0.0.0         for phones too: prints an address with a token

    End it with Ctrl-C: whatever isn't finished then goes on at the next start.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.serve import Serving
    from infra.serve import serve as serve_until_told
    from infra.until_told import run

    quota = quota_gb if quota_gb is not None else in_force(QUOTA).value
    keep = keep_days if keep_days is not None else in_force(KEEP).value
    serving = Serving(
        data=data or Path(in_force(DATA).value),
        host=host or in_force(HOST).value,
        port=in_force(PORT).value if port is None else port,
        token=token or in_force(TOKEN).value,
        quota_bytes=None if quota is None else int(quota * _GB),
        keep_s=None if keep is None else keep * _DAY_S,
        quality=in_force(JPEG_QUALITY).value,
    )
    run(serve_until_told(serving, lambda: Chosen().stages(in_force(THREADS).value), _ready))


async def _ready(address: str, _: "Embedded") -> None:
    click.echo(f"Perfect Form is at {address}")
    click.echo("Drop videos there. Ctrl-C ends it; nothing is lost.")
