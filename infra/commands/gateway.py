"""`perfectform gateway`: what browsers talk to, as a process of its own on the bus over Kafka."""

from typing import TYPE_CHECKING, Unpack

import click

from infra.garbage import pass_over_what_is_loaded
from infra.serving.serving_options import Told, serving_of, serving_options, tell_address
from infra.settings import DATABASE, KAFKA, in_force

if TYPE_CHECKING:
    from infra.serving.answering import Serving
    from infra.serving.behind import Behind


@click.command()
@click.option("--kafka", metavar="HOST:PORT", help=f"{KAFKA.about}. Unless told: {KAFKA.env}, else {KAFKA.default()}.")
@click.option("--database", metavar="URL|DIR", help=f"{DATABASE.about}. Unless told: {DATABASE.env}.")
@serving_options
def gateway(kafka: str | None, database: str | None, **told: Unpack[Told]) -> None:
    """Answer browsers: uploads, history, live sets; any number of gateways may run beside each other.

    \b
    Examples:
      perfectform gateway --database http://clickhouse:8123/    beside others, with `perfectform sink`
      perfectform gateway --database ~/lifting/database         alone: the sink runs in this process too

    Gateways and `perfectform worker ingest` share the data folder, which holds the uploads.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.until_told import run, until_told

    serving = serving_of(told, follows_all=False)
    where = database or in_force(DATABASE).value or str(serving.data / "database")
    run(until_told(lambda: _on_kafka(kafka or in_force(KAFKA).value, where, serving)))


async def _on_kafka(address: str, database: str, serving: "Serving") -> None:
    from infra.kafka.bus import kafka_bus
    from infra.serving.gateway_process import answer_on

    async with kafka_bus(address) as bus:
        await answer_on(bus, database, serving, _ready)


async def _ready(address: str, _: "Behind") -> None:
    pass_over_what_is_loaded()
    tell_address(address)
