"""`python -m tests.chaos`: kills parts of a deployment on Kafka at seeded moments, and shows that nothing is lost."""

import shutil
import sys
import tempfile
from pathlib import Path
from secrets import randbelow

import click

from infra.kafka.broker import Broker
from tests.chaos.kills import killed


@click.command()
@click.option("--kills", metavar="N", type=click.IntRange(min=1), default=20, show_default=True, help="How many.")
@click.option("--seed", metavar="N", type=int, help="Of an earlier run, to do the same again.")
def chaos(kills: int, seed: int | None) -> None:
    """Kill each part and producer with SIGKILL, start it again, let workers come and go; compare with one process."""
    seed = randbelow(1_000_000) if seed is None else seed
    click.echo(f"seed {seed}")
    folder = Path(tempfile.mkdtemp(prefix="perfectform-chaos-"))
    outcome = killed(folder, Broker(folder / "kafka", heap_mb=256), kills, seed, click.echo)
    for complaint in outcome.complaints:
        click.echo(complaint)
    if outcome.complaints or outcome.amiss:
        click.echo(f"the seed was {seed}; the logs lie in {folder}")
    else:
        shutil.rmtree(folder)
    click.echo(str(outcome.recovery))
    click.echo(str(outcome.live))
    click.echo(str(outcome.amiss))
    sys.exit(bool(outcome.complaints or outcome.amiss))


if __name__ == "__main__":
    chaos()
