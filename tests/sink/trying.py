"""Databases and readers that note what they are asked, or fail for a while, over real ones."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import OperationalError

from bus.memory import MemoryBus
from bus.protocol import Reader
from bus.record import NO_HEADERS, Record, Ref, Span
from contracts.table import Table
from sink.clickhouse import ClickHouse
from sink.database import Database, Row


class Told:
    """A database that says before each insert what is inserted.

    Args:
        database: The real one.
        tell: Called with the name of the table, on the database's thread; may raise.
        after: Called so after it.
    """

    def __init__(
        self, database: Database, tell: Callable[[str], None], after: Callable[[str], None] = lambda _: None
    ) -> None:
        self.database = database
        self.tell = tell
        self.after = after
        self.name = database.name

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        return self.database.query(sql, parameters)

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        self.tell(table.name)
        self.database.insert(table, rows)
        self.after(table.name)

    def command(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        self.database.command(sql, parameters)

    def close(self) -> None:
        self.database.close()


class FlakyClient:
    """A client of clickhouse-connect whose server can be switched off."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.off = False
        self.refused = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the client has
        if self.off:
            self.refused += 1
            raise OperationalError("Connection refused")
        return getattr(self.client, name)


def flaky(database: ClickHouse) -> tuple[ClickHouse, FlakyClient]:
    """The same database, behind a client that can be switched off."""
    client = FlakyClient(database._client)  # noqa: SLF001 - what the test puts something in front of
    return ClickHouse(client, "the-server:8123"), client  # type: ignore[arg-type] # it passes on what a client has


class ToldBus:
    """A bus whose readers note each take and commit, by `tell`."""

    def __init__(self, bus: MemoryBus, tell: Callable[[str], None]) -> None:
        self.bus = bus
        self.tell = tell

    @property
    def partitions(self) -> int:
        return self.bus.partitions

    async def publish(
        self,
        topic: str,
        key: str,
        value: bytes,
        headers: Mapping[str, bytes] = NO_HEADERS,
        *,
        over: int | None = None,
    ) -> Ref:
        return await self.bus.publish(topic, key, value, headers, over=over)

    async def read(self, topics: Sequence[str], group: str) -> Reader:
        return ToldReader(await self.bus.read(topics, group), self.tell)

    async def records_from(self, topic: str, start: Ref) -> Any:  # noqa: ANN401 - the sink never calls it
        return await self.bus.records_from(topic, start)

    async def span(self, topic: str, partition: int) -> Span:
        return await self.bus.span(topic, partition)

    async def since(self, topic: str, partition: int, at_s: float) -> int:
        return await self.bus.since(topic, partition, at_s)

    async def committed(self, group: str, topic: str, partition: int) -> int:
        return await self.bus.committed(group, topic, partition)

    async def close(self) -> None:
        await self.bus.close()


class ToldReader:
    """A reader that notes what it gives and what is committed."""

    def __init__(self, reader: Reader, tell: Callable[[str], None]) -> None:
        self.reader = reader
        self.tell = tell

    @property
    def partitions(self) -> frozenset[int]:
        return self.reader.partitions

    @property
    def shares(self) -> int:
        return self.reader.shares

    async def sure(self) -> None:
        await self.reader.sure()

    async def take(self, at_most: int, within_s: float) -> list[Record]:
        records = await self.reader.take(at_most, within_s)
        if records:
            self.tell("take")
        return records

    async def commit(self, records: Iterable[Record]) -> None:
        self.tell("commit")
        await self.reader.commit(records)

    async def close(self) -> None:
        await self.reader.close()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds that another task or thread brings about."""
    while not holds():  # noqa: ASYNC110 - a thread sets no event of the loop's
        await asyncio.sleep(0.005)
