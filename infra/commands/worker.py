"""`perfectform worker`: one part of the path as a process of its own, on the bus over Kafka."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from infra.garbage import pass_over_what_is_loaded
from infra.settings import DATA, HEALTH, JPEG_QUALITY, KAFKA, MODEL_LIMIT, THREADS, in_force
from infra.stages.cuts import RENDER, WHOLE, cut_of, names

if TYPE_CHECKING:
    from bus.kafka import KafkaBus
    from infra.stages.standing import Standing

_INGEST: Final = "ingest"
_log: Final = logging.getLogger(__name__)

Work = Callable[["KafkaBus", str, "Standing"], Awaitable[None]]
"""Works on a bus, of the broker at an address."""


@click.command()
@click.argument("cut", metavar="CUT", type=click.Choice([*names(), RENDER, _INGEST]))
@click.option("--kafka", metavar="HOST:PORT", help=f"{KAFKA.about}. Unless told: {KAFKA.env}, else {KAFKA.default()}.")
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=f"For {_INGEST}: the folder that the gateways put uploads into. Unless told: {DATA.env}.",
)
@click.option("--health", metavar="HOST:PORT", help=f"{HEALTH.about}. Unless told: {HEALTH.env}, else nowhere.")
def worker(cut: str, kafka: str | None, data: Path | None, health: str | None) -> None:
    """Run one part of the path until it is told to end; as many beside each other as there are partitions.

    \b
    CUT is one of:
      detect+pose+lift+judge    frames become people, joints, metres and cues
      detect, pose+lift, ...    any neighbours among these four, each kind with workers of its own
      render                    pictures with all of it drawn into them
      ingest                    uploads become frames on the bus, and get their overlays

    Ended or killed, another goes on where it was. All four stages have to run in some worker, each in one kind only.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.until_told import run, until_told

    work = _work(cut, data)
    address = kafka or in_force(KAFKA).value
    run(until_told(lambda: _on_kafka(address, cut, work, health or in_force(HEALTH).value)))


async def _on_kafka(address: str, cut: str, work: Work, health: str) -> None:
    from infra.kafka.bus import kafka_bus
    from infra.stages.standing import Standing

    standing = Standing(cut)
    async with AsyncExitStack() as stack:
        if health:
            _log.info("How this worker stands is told at port %d.", await _told(stack, standing, health))
        bus = await stack.enter_async_context(kafka_bus(address))
        _log.info("%s works on %s, with %d partitions.", cut, address, bus.partitions)
        pass_over_what_is_loaded()
        await work(bus, address, standing)


async def _told(stack: AsyncExitStack, standing: "Standing", health: str) -> int:
    """Answer who asks how the worker stands; give the port."""
    from infra.stages.standing import answering

    host, _, port = health.rpartition(":")
    try:
        return await stack.enter_async_context(answering(standing, host or "127.0.0.1", int(port)))
    except (OSError, ValueError, OverflowError) as error:
        raise click.UsageError(f"Nobody can listen at {health!r} ({error}): give --health HOST:PORT") from error


def _work(cut: str, data: Path | None) -> Work:
    if cut == _INGEST:
        return _ingesting(data)
    return _rendering() if cut == RENDER else _answering(cut)


def _answering(name: str) -> Work:
    from infra.models.chosen import Chosen, shadow_stages
    from infra.stages.answering_turns import Patience
    from infra.stages.faust_reader import FaustReader
    from infra.stages.fused import Fused
    from infra.stages.stage_worker import work
    from infra.stages.warm import warmed

    def load() -> Fused:
        return warmed(Chosen().stages(in_force(THREADS).value, cut_of(name)))

    stages, patience = load(), Patience(in_force(MODEL_LIMIT).value, load)
    shadow = shadow_stages(in_force(THREADS).value) if stages.cut.source == WHOLE.source else None

    async def answer(bus: "KafkaBus", address: str, standing: "Standing") -> None:
        await work(bus, stages, partial(FaustReader.join, address), shadow, patience=patience, standing=standing)

    return answer


def _rendering() -> Work:
    from infra.stages.faust_reader import FaustReader
    from infra.stages.render_worker import work

    async def render(bus: "KafkaBus", address: str, standing: "Standing") -> None:
        await work(bus, partial(FaustReader.join, address), standing, in_force(JPEG_QUALITY).value)

    return render


def _ingesting(data: Path | None) -> Work:
    from bus.media_folder import FolderMedia
    from infra.serving.data_folder import own_work, shared_folder
    from infra.sessions.ingest import ingest

    folder = shared_folder(data or Path(in_force(DATA).value))
    media = FolderMedia(folder.media)
    quality = in_force(JPEG_QUALITY).value

    async def take_in(bus: "KafkaBus", _: str, standing: "Standing") -> None:
        async with asyncio.TaskGroup() as tasks:
            beating = tasks.create_task(standing.beat())
            with own_work(folder) as work:
                await ingest(bus, media, work, quality)
            beating.cancel()

    return take_in
