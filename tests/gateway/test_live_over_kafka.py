"""Several gateways over one broker: each reads what its watchers watch, and all show the same."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection

from bus.kafka import KafkaBus
from bus.partitioner import partition_of
from contracts.form import CueFired, FormEvent, RepEnded, SetStarted
from contracts.topics import TOPICS
from infra.kafka.broker import Broker
from infra.kafka.topic_upkeep import keep_topics
from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import Served, listening, said, say
from tests.gateway.told import publish_frame, rep, session

FRAMES = 12
BROUGHT: dict[int, tuple[FormEvent, ...]] = {
    0: (SetStarted(set=0, lift="squat", start_s=0.5),),
    5: (CueFired(set=0, rep=0, cue=rep(0).cues[0]),),
    9: (RepEnded(set=0, rep=rep(0)),),
}


@in_loop
async def test_three_gateways_read_what_is_watched_and_show_the_same(
    broker: Broker, tmp_path: Path, database: ChdbProcess
) -> None:
    await keep_topics(broker.address)
    async with AsyncExitStack() as stack:
        gateways = [await opened(stack, broker, tmp_path / str(number), database) for number in range(3)]
        one, other = session("kafka-a", state="running"), session("kafka-b", state="running")
        partitions = [partition_of(which.session, gateways[0].bus.partitions) for which in (one, other)]
        assert partitions[0] != partitions[1]
        for gateway in gateways:
            await gateway.tell(one, other)
        sockets = [await watching(stack, gateway, one.session) for gateway in gateways[:2]]
        sockets += [await watching(stack, gateway, other.session) for gateway in gateways[1:]]
        followed = [frozenset(partitions[:1]), frozenset(partitions), frozenset(partitions[1:])]
        assert [gateway.app.state.parts.hub.followed for gateway in gateways] == followed
        for frame in range(FRAMES):
            for which in (one, other):
                await publish_frame(gateways[0].bus, which.session, frame, *BROUGHT.get(frame, ()))
        shown = await asyncio.gather(*map(events_and_last_view, sockets))
        assert shown[0] == shown[1]
        assert shown[2] == shown[3]
        for events, view in shown:
            assert [event["type"] for event in events] == ["set_started", "cue", "rep"]
            assert view["jpeg"].startswith(b"\xff\xd8" + (FRAMES - 1).to_bytes(4, "big"))


async def opened(stack: AsyncExitStack, broker: Broker, folder: Path, database: ChdbProcess) -> Served:
    bus = await KafkaBus.open(broker.address, TOPICS)
    return await stack.enter_async_context(listening(folder, database, bus, follows_all=False))


async def watching(stack: AsyncExitStack, gateway: Served, which: str) -> ClientConnection:
    socket = await stack.enter_async_context(gateway.live(which))
    assert (await said(socket))["type"] == "hello"
    return socket


async def events_and_last_view(socket: ClientConnection) -> tuple[Sequence[Any], dict[str, Any]]:
    """Give what the judge's events say, and the view of the last frame; views between may be left out."""
    events = list[Any]()
    while True:
        message = await said(socket)
        if message["type"] == "event" and message["frame"] is not None:
            events.append(message["event"])
        if message["type"] == "view":
            await say(socket, type="ack", frame=message["frame"])
            if message["frame"] == FRAMES - 1:
                return events, message
