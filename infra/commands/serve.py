"""`perfectform serve`: gateway, path and database in one process; waits for uploads."""

from typing import TYPE_CHECKING, Unpack

import click

from infra.garbage import pass_over_what_is_loaded
from infra.models.chosen import Chosen, shadow_stages
from infra.serving.serving_options import Told, serving_of, serving_options, tell_address
from infra.settings import JPEG_QUALITY, THREADS, in_force

if TYPE_CHECKING:
    from infra.serving.behind import Behind


@click.command()
@serving_options
def serve(**told: Unpack[Told]) -> None:
    """Open a page on which videos are dropped, watched while they are understood, and kept.

    \b
    Examples:
      perfectform serve                        on this machine only, at http://127.0.0.1:8000/
      perfectform serve --data ~/lifting       keeps everything in that folder
      perfectform serve --host 0.0.0.0         for other machines too: prints an address with a token
      perfectform serve --tls                  a phone is the camera: prints a code that it scans

    End it with Ctrl-C: whatever isn't finished then goes on at the next start.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.serving.serve import serve as serve_until_told
    from infra.until_told import run

    quality = in_force(JPEG_QUALITY).value
    threads = in_force(THREADS).value
    stages = Chosen().stages
    run(
        serve_until_told(
            serving_of(told),
            lambda: stages(threads),
            _ready,
            quality=quality,
            load_shadow=lambda: shadow_stages(threads),
        )
    )


async def _ready(address: str, _: "Behind") -> None:
    pass_over_what_is_loaded()
    tell_address(address)
    click.echo("Drop videos there. Ctrl-C ends it; nothing is lost.")
