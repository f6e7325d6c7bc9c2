"""`perfectform sink`: what is said on the bus over Kafka is stored in a ClickHouse."""

import logging
from contextlib import closing
from typing import Final

import click

from infra.settings import DATABASE, KAFKA, in_force

_log: Final = logging.getLogger(__name__)


@click.command()
@click.option("--kafka", metavar="HOST:PORT", help=f"{KAFKA.about}. Unless told: {KAFKA.env}, else {KAFKA.default()}.")
@click.option("--database", metavar="URL|DIR", help=f"{DATABASE.about}. Unless told: {DATABASE.env}.")
def sink(kafka: str | None, database: str | None) -> None:
    """Store what the stages say, until it is told to end; several share the work.

    \b
    Example:
      perfectform sink --database http://user:password@clickhouse:8123/perfectform

    While the database is away what comes waits in Kafka. Ended or killed, another goes on where it was.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.until_told import run, until_told

    where = database or in_force(DATABASE).value
    if not where:
        raise click.UsageError(f"Say where the database is: --database, or {DATABASE.env}.")
    run(until_told(lambda: _store(kafka or in_force(KAFKA).value, where)))


async def _store(address: str, where: str) -> None:
    from infra.kafka.bus import kafka_bus
    from infra.serving.behind import opened_client
    from sink.sink import Sink

    with closing(await opened_client(where)) as database:
        async with kafka_bus(address) as bus:
            _log.info("What comes from %s is stored in %s.", address, database.name)
            await (await Sink.open(bus, database)).run()
