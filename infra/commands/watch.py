"""`perfectform watch`: a session as it goes, in the terminal or as JSON."""

import asyncio
from typing import TYPE_CHECKING

import click
from rich.console import Console

from infra.settings import SERVER, TOKEN, in_force

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from infra.watching.following import Tell
    from infra.watching.standing import Standing


@click.command(
    epilog="Exit codes: 0 the session is done or was stopped, or you have seen enough (Ctrl-C); 1 it failed; "
    "2 there is no such session, or no server."
)
@click.argument("session", default="latest")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a line for each message: for programs.")
@click.option("--server", metavar="URL", help=f"{SERVER.about}. Unless told: {SERVER.env}, else {SERVER.default()}.")
@click.option("--token", metavar="TEXT", help=f"What the server asks for. Better set {TOKEN.env}: others see a flag.")
def watch(*, session: str, as_json: bool, server: str | None, token: str | None) -> None:
    """Follow a SESSION while it is worked on: phase, angles, each rep and cue as it comes.

    SESSION is an id, the address of its page, or `latest`, the newest one; it is the latest unless told.

    \b
    Examples:
      perfectform watch
      perfectform watch k3v9x0q2m7ab
      perfectform watch http://127.0.0.1:8000/#/sessions/k3v9x0q2m7ab
      perfectform watch --server http://192.168.1.20:8000/?token=TOKEN
      perfectform watch --json | jq -r 'select(.event.type == "cue").event.cue.text'

    When a server goes away, this waits for it. With --json each line is a message as docs/live.md tells it: `hello`,
    `event`, and `view` without its picture and with arrays as lists; last comes `history`, with all that was found.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.watching.following import follow
    from infra.watching.history import found
    from infra.watching.place import place_of

    told = token or in_force(TOKEN).value
    place = place_of(session, server or in_force(SERVER).value, told)
    try:
        with _shown(as_json=as_json) as tell:
            standing = asyncio.run(follow(found(place), tell))
    except KeyboardInterrupt:
        return
    _end(standing)


def _shown(*, as_json: bool) -> "AbstractContextManager[Tell]":
    """Choose how it is shown: drawn where it can be, in lines anywhere else."""
    from infra.watching.json_lines import shown_as_json
    from infra.watching.lines import shown_as_lines
    from infra.watching.on_screen import shown_on_screen

    console = Console(highlight=False)
    if as_json:
        return shown_as_json()
    can_be_drawn_on = console.is_terminal and not console.is_dumb_terminal
    return shown_on_screen(console) if can_be_drawn_on else shown_as_lines()


def _end(standing: "Standing") -> None:
    """Say what went wrong, if anything did."""
    from infra.printable import printable

    session = standing.session
    if session is not None and session.state == "failed":
        raise click.ClickException(printable(session.reason) or "The session failed.")
    if standing.error:
        raise click.ClickException(printable(standing.error))
