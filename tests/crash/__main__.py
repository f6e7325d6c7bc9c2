"""`python -m tests.crash`: kills a server at seeded moments and shows that nothing is lost (`make crash`)."""

import sys
import tempfile
from pathlib import Path
from secrets import randbelow

import click

from tests.crash.kills import killed


@click.command()
@click.option("--kills", metavar="N", type=click.IntRange(min=1), default=20, show_default=True, help="How many.")
@click.option("--seed", metavar="N", type=int, help="Of an earlier run, to do the same again.")
def crash(kills: int, seed: int | None) -> None:
    """Kill a server with SIGKILL while it is used, restart it each time, and compare with an undisturbed run."""
    seed = randbelow(1_000_000) if seed is None else seed
    click.echo(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        outcome = killed(Path(folder), kills, seed, click.echo)
    for complaint in outcome.complaints:
        click.echo(complaint, err=True)
    click.echo(outcome.summary)
    sys.exit(bool(outcome.complaints))


if __name__ == "__main__":
    crash()
