"""`perfectform dead`: messages that a stage could not answer, and their sessions run again."""

import asyncio
import time
from pathlib import Path

import click

from infra.settings import KAFKA, in_force

_KAFKA = click.option(
    "--kafka", metavar="HOST:PORT", help=f"{KAFKA.about}. Unless told: {KAFKA.env}, else {KAFKA.default()}."
)


@click.group()
def dead() -> None:
    """Messages that were set aside because a stage could not answer them, each with its reason.

    \b
    Examples:
      perfectform dead list                             the newest ones, a line each
      perfectform dead show 3/17                        all of one
      perfectform dead show 3/17 --picture frame.jpg    the picture that it holds
      perfectform dead retry k3v9x0q2m7ab               the whole session again

    Each cost its own frame only. They are kept for 30 days.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap


@dead.command("list")
@_KAFKA
@click.option(
    "--last", metavar="N", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many at most."
)
def list_letters(kafka: str | None, last: int) -> None:
    """Show the newest letters: when, which stage, where the message lies, whose it is, and why."""
    from infra.dead.letters import newest
    from infra.dead.shown_list import lines_of

    address = kafka or in_force(KAFKA).value
    for line in lines_of(asyncio.run(newest(address, last)), address):
        click.echo(line)


@dead.command()
@click.argument("letter")
@_KAFKA
@click.option(
    "--picture", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write the picture it holds."
)
def show(letter: str, kafka: str | None, picture: Path | None) -> None:
    """Show all of one LETTER, by its name in `dead list`."""
    from infra.dead.letters import named
    from infra.dead.shown_letter import lines_of, picture_of

    buried = asyncio.run(named(kafka or in_force(KAFKA).value, letter))
    for line in lines_of(buried):
        click.echo(line)
    if picture is not None:
        _write(picture, picture_of(buried))
        click.echo(f"The picture is in {picture}")


@dead.command()
@click.argument("session")
@_KAFKA
def retry(session: str, kafka: str | None) -> None:
    """Run the whole SESSION again from its video; what is found then takes the place of what was found."""
    from infra.dead.retry import retry as ask_again

    asyncio.run(ask_again(kafka or in_force(KAFKA).value, session, time.time()))
    click.echo(f"Session {session} is run again: `perfectform watch {session}` follows it")


def _write(path: Path, picture: bytes) -> None:
    try:
        path.write_bytes(picture)
    except OSError as error:
        raise click.UsageError(f"{path} can't be written ({error.strerror})") from error
