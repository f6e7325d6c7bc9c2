"""`perfectform up`: the whole run around Kafka in one command."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

import click

from infra.serving.serving_options import Told, serving_of, serving_options
from infra.settings import CUTS, DATA, DATABASE, KAFKA, in_force
from infra.stages.cuts import cuts_of

if TYPE_CHECKING:
    from infra.up.plan import Plan

_FOLDER: Final = "up"
_KILLED: Final = 130


@click.command()
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="How many processes share each kind of work of the stages.",
)
@click.option("--cuts", metavar="CUT,...", help=f"{CUTS.about}. Unless told: {CUTS.env}, else all four in one.")
@click.option("--kafka", metavar="HOST:PORT", help=f"{KAFKA.about}. Unless told: {KAFKA.env}, else one of its own.")
@click.option(
    "--database", metavar="URL|DIR", help=f"{DATABASE.about}. Unless told: {DATABASE.env}, else in the data folder."
)
@serving_options
@click.pass_context
def up(
    context: click.Context,
    *,
    workers: int,
    cuts: str | None,
    kafka: str | None,
    database: str | None,
    **told: Unpack[Told],
) -> None:
    """Start a broker, its topics, workers, gateway and sink, and keep them running until Ctrl-C.

    \b
    Examples:
      perfectform up                                   everything on this machine
      perfectform up --workers 4 --data ~/lifting      more sets at a time, kept in that folder
      perfectform up --cuts detect+pose,lift+judge     two workers of each kind
      perfectform up --database http://clickhouse:8123/ --kafka kafka:9092    with servers that run already

    Each part is a process of its own: kill any, and it is started again where it was. What each says is shown after its
    name. Everything is kept in the folder `up` of the data folder. Ctrl-C ends all in good order, a second one kills.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.up.before_start import check_models
    from infra.up.folder import own_folder

    check_models()
    folder = ((told["data"] or Path(in_force(DATA).value)) / _FOLDER).absolute()
    with own_folder(folder, _tell_of_wait) as lock:
        plan = replace(
            _plan(folder, kafka or _told_kafka(), database or in_force(DATABASE).value, told),
            workers=workers,
            cuts=cuts_of(cuts or in_force(CUTS).value),
        )
        if not _ran_to_the_end(plan, lock.fileno()):
            context.exit(_KILLED)


def _plan(folder: Path, kafka: str, database: str, told: Told) -> "Plan":
    from infra.up.before_start import port_of, token_of
    from infra.up.plan import Plan

    serving = serving_of(told)
    return Plan(
        folder=folder,
        kafka=kafka,
        database=database or str(folder / "database"),
        host=serving.host,
        port=port_of(serving),
        token=token_of(serving),
        gateway_flags=_flags(told),
    )


def _ran_to_the_end(plan: "Plan", lock: int) -> bool:
    """Run it until told to end; tell whether it ended in good order."""
    from infra.until_told import run as run_program
    from infra.up.before_start import broker_port_of
    from infra.up.deployment import Deployment
    from infra.up.run import run
    from infra.up.terminal import Terminal

    return run_program(run(Deployment(plan, broker_port_of(plan), lock, Terminal())))


def _told_kafka() -> str:
    """Give the broker that the environment names; "": none."""
    told = in_force(KAFKA)
    return str(told.value) if told.source == "environment" else ""


def _flags(told: Told) -> tuple[str, ...]:
    """Give what the gateway is told by flags alone."""
    flags = {"--keep-days": told["keep_days"], "--quota-gb": told["quota_gb"]}
    valued = tuple(text for flag, value in flags.items() if value is not None for text in (flag, str(value)))
    return (*valued, "--tls") if told["tls"] else valued


def _tell_of_wait() -> None:
    click.echo("What was killed here before is still ending; this waits until it has.")
