"""`perfectform worker`: one part of the path as a process of its own, on the bus over Kafka."""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from infra.settings import DATA, JPEG_QUALITY, KAFKA, THREADS, in_force

if TYPE_CHECKING:
    from bus.kafka import KafkaBus

_STAGES: Final = "detect+pose+lift+judge"
_INGEST: Final = "ingest"
_log: Final = logging.getLogger(__name__)

Work = Callable[["KafkaBus"], Awaitable[None]]


@click.command()
@click.argument("cut", metavar="CUT", type=click.Choice([_STAGES, _INGEST]))
@click.option("--kafka", metavar="HOST:PORT", help=f"{KAFKA.about}. Unless told: {KAFKA.env}, else {KAFKA.default()}.")
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=f"For {_INGEST}: the folder that the gateways put uploads into. Unless told: {DATA.env}.",
)
def worker(cut: str, kafka: str | None, data: Path | None) -> None:
    """Run one part of the path until it is told to end; as many beside each other as there are partitions.

    \b
    CUT is one of:
      ingest                    uploads become frames on the bus, and get their overlays
      detect+pose+lift+judge    frames become people, joints, metres and cues

    Ended or killed, another goes on where it was.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.until_told import run, until_told

    work = _ingesting(data) if cut == _INGEST else _answering()
    run(until_told(lambda: _on_kafka(kafka or in_force(KAFKA).value, cut, work)))


async def _on_kafka(address: str, cut: str, work: Work) -> None:
    from infra.kafka.bus import kafka_bus

    async with kafka_bus(address) as bus:
        _log.info("%s works on %s, with %d partitions.", cut, address, bus.partitions)
        await work(bus)


def _answering() -> Work:
    from infra.chosen import Chosen, shadow_stages
    from infra.stage_worker import work

    threads = in_force(THREADS).value
    stages, shadow = Chosen().stages(threads), shadow_stages(threads)
    return lambda bus: work(bus, stages, shadow)


def _ingesting(data: Path | None) -> Work:
    from bus.media_folder import FolderMedia
    from infra.data_folder import shared_folder
    from infra.ingest import ingest

    media = FolderMedia(shared_folder(data or Path(in_force(DATA).value)).media)
    return lambda bus: ingest(bus, media, in_force(JPEG_QUALITY).value)
