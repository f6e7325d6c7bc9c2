"""`perfectform status`: how the distributed run stands, on one screen."""

import asyncio
from contextlib import suppress

import click

from infra.settings import KAFKA, in_force


@click.command(epilog="Exit codes: 0 it was shown, also when nothing runs; 2 no broker answers.")
@click.option("--kafka", metavar="HOST:PORT", help=f"{KAFKA.about}. Unless told: {KAFKA.env}, else {KAFKA.default()}.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a line for each look: for programs.")
@click.option("--watch", "again", is_flag=True, help="Look once a second until Ctrl-C, in place on a terminal.")
def status(*, kafka: str | None, as_json: bool, again: bool) -> None:
    """Show sessions, lag, rates, latency, drops and dead letters of what runs around Kafka.

    \b
    Examples:
      perfectform status
      perfectform status --watch
      perfectform status --json | jq '.behind[] | select(.records > 100)'
      perfectform status --json --watch | jq -c '.sessions.running[] | [.session, .frames_per_second]'

    It takes a second, over which rates are measured; with --watch they are of the last five. Latency is counted from
    when the ingress got a frame: a camera's own clock may be a day off. Nothing is written, and no group is joined.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.status.looking import Looking
    from infra.status.shown import shown
    from infra.status.watching import show_for_good, show_once

    looking = Looking(kafka or in_force(KAFKA).value)
    with shown(as_json=as_json, in_place=again) as show:
        if not again:
            asyncio.run(show_once(looking, show))
            return
        with suppress(KeyboardInterrupt):
            asyncio.run(show_for_good(looking, show))
