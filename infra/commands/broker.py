"""`perfectform broker`: a Kafka broker of one's own, without Docker."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from infra.settings import DATA, KAFKA_PORT, in_force

if TYPE_CHECKING:
    from infra.kafka.broker import Broker

_LEAST_HEAP_MB: Final = 96
_FOLDER = click.option(
    "--data",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"The broker's folder. Unless told: kafka in {DATA.env}, else in the user's data folder.",
)

_PORT = click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    help=f"Where clients reach it; 0: any that is free. Unless told: as the last time, else {KAFKA_PORT}.",
)
_HEAP = click.option(
    "--heap-mb",
    metavar="MB",
    type=click.IntRange(min=_LEAST_HEAP_MB),
    default=256,
    show_default=True,
    help="How much memory its objects may take.",
)


@click.group()
def broker() -> None:
    """A Kafka broker on this machine, without Docker; needs Java 17 and, the first time, Maven.

    \b
    Examples:
      perfectform broker start                          at 127.0.0.1:9092
      perfectform topics create                         what Perfect Form needs there
      perfectform broker stop                           ends it; everything is kept
      perfectform broker start --data lab --port 0      another one, on a free port
      perfectform broker run                            stays in the foreground, and ends with it

    It runs in the background until it is stopped, and listens on this machine only. A deployment with Docker has its
    own: infra/kafka/compose.yaml.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap


@broker.command()
@_FOLDER
@_PORT
@_HEAP
def start(data: Path | None, port: int | None, heap_mb: int) -> None:
    """Start the broker and wait until it serves; one that runs already is left alone."""
    folder = _folder(data)
    one = _broker(folder, port, heap_mb)
    ran = one.is_ready()
    one.start()
    click.echo(f"A broker {'runs already' if ran else 'runs'} at {one.address} (process {one.process}, {folder})")


@broker.command("run")
@_FOLDER
@_PORT
@_HEAP
def run_broker(data: Path | None, port: int | None, heap_mb: int) -> None:
    """Start the broker and stay: it ends with this process, at Ctrl-C; one that runs already is taken over."""
    from infra.kafka.foreground import until_it_ends
    from infra.until_told import run, until_told

    folder = _folder(data)
    with _broker(folder, port, heap_mb) as one:
        click.echo(f"Ready at {one.address} (process {one.process}, {folder})")
        run(until_told(lambda: until_it_ends(one)))


@broker.command()
@_FOLDER
def stop(data: Path | None) -> None:
    """End the broker cleanly; what is on its topics stays for the next start."""
    from infra.kafka.broker import Broker

    folder = _folder(data)
    one = Broker(folder)
    ran = one.process is not None
    one.stop()
    click.echo(f"The broker at {one.address} is stopped" if ran else f"No broker runs in {folder}")


@broker.command()
@_FOLDER
@click.pass_context
def status(context: click.Context, data: Path | None) -> None:
    """Say where the broker is reached; the exit code is 0 where it serves, 1 where it doesn't."""
    from infra.kafka.broker import Broker

    folder = _folder(data)
    one = Broker(folder)
    if one.process is None:
        click.echo(f"No broker runs in {folder}")
        context.exit(1)
    if not one.is_ready():
        click.echo(f"The broker of {folder} (process {one.process}) doesn't serve; what it says is in {one.log}")
        context.exit(1)
    click.echo(f"A broker runs at {one.address} (process {one.process}, {folder})")


def _broker(folder: Path, port: int | None, heap_mb: int) -> "Broker":
    from infra.kafka.broker import Broker
    from infra.kafka.broker_settings import kept_ports

    if port is None:
        port = 0 if kept_ports(folder) else KAFKA_PORT
    return Broker(folder, port, heap_mb)


def _folder(data: Path | None) -> Path:
    return data or Path(in_force(DATA).value) / "kafka"
