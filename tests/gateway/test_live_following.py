"""Which partitions a gateway follows for its watchers, and what becomes of them when it no longer can."""

import asyncio
from pathlib import Path

import pytest

from bus.memory import LIMITS, MemoryBus
from bus.partitioner import partition_of
from contracts.form import CueFired, RepEnded, SetStarted
from contracts.topics import TOPICS
from gateway.refused import RefusedError
from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import listening, until
from tests.gateway.told import (
    rep,
    session,
)

STARTED = SetStarted(set=0, lift="squat", start_s=0.5)
REP = RepEnded(set=0, rep=rep(0))
CUE = CueFired(set=0, rep=0, cue=rep(0).cues[0])


@in_loop
async def test_who_goes_before_the_past_is_read_leaves_nothing_followed(tmp_path: Path, database: ChdbProcess) -> None:
    bus = MemoryBus(TOPICS, 4, limits=LIMITS)
    async with listening(tmp_path, database, bus, follows_all=False) as gateway:
        hub = gateway.app.state.parts.hub
        await gateway.tell(one := session(state="running"))
        watching = asyncio.create_task(hub.watched(one.session).__aenter__())
        await asyncio.sleep(0)
        assert hub.followed == {partition_of(one.session, 4)}
        watching.cancel()
        await asyncio.wait([watching])
        assert hub.followed == frozenset()


@in_loop
async def test_once_the_topics_are_lost_nobody_waits_for_ever(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        await gateway.bus.close()
        await until(lambda: not gateway.app.state.parts.is_following())
        with pytest.raises(RefusedError, match="lost touch with the sessions"):
            await gateway.app.state.parts.known.until("another")
        assert (await gateway.http.get(f"/sessions/{one.session}")).status_code == 200
        assert (await gateway.http.get("/readyz")).status_code == 503
