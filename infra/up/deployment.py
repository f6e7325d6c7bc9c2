"""A run on this machine: its parts are brought up one after the other, kept, and ended in the reverse order."""

import asyncio
from itertools import groupby
from typing import Final

from infra.kafka.broker import Broker
from infra.kafka.topic_upkeep import keep_topics
from infra.up.kept import Kept
from infra.up.part import Part
from infra.up.plan import Plan
from infra.up.running import Hear, Running, start
from infra.up.terminal import Terminal

_US: Final = "up"


class Deployment:
    """The parts of a plan.

    Args:
        plan: What is to run.
        broker_port: Where our own broker is reached; 0: where it was the last time, or anywhere.
        lock: File of the plan's folder, which every part holds.
        terminal: Where all that is said appears.
    """

    def __init__(self, plan: Plan, broker_port: int, lock: int, terminal: Terminal) -> None:
        self._plan, self._broker_port, self._lock, self._terminal = plan, broker_port, lock, terminal
        self._kept: list[Kept] = []

    async def work(self) -> None:
        """Bring all up, and keep it so until this is cancelled; what runs then is left as it is.

        Raises:
            ExceptionGroup: of a `PartRefusedError` or a `BrokerError`.
        """
        async with asyncio.TaskGroup() as tasks:
            address = self._plan.kafka or await self._own_broker(tasks)
            await self._topics(address)
            for part in self._plan.parts(address):
                self._keep(part, tasks)
            for kept in self._kept:
                await kept.ready.wait()
            self._say(f"Everything runs; `perfectform status --kafka {address}` tells how it goes. Ctrl-C ends it.")

    async def end(self) -> None:
        """End all that runs: who takes in work first, the broker last."""
        if self._kept:
            self._say("Ending; nothing is lost. Ctrl-C again kills.")
        for _, kind in groupby(reversed(self._kept), key=lambda kept: kept.part.kind):
            await asyncio.gather(*(kept.end() for kept in kind))
        if self._kept:
            self._say("All has ended.")

    def kill(self) -> None:
        """End all that runs without a word."""
        for kept in self._kept:
            kept.kill()
        if not self._plan.kafka:
            Broker(self._plan.broker_folder).kill()

    async def _own_broker(self, tasks: asyncio.TaskGroup) -> str:
        await self._keep(self._plan.broker(self._broker_port), tasks).ready.wait()
        address = Broker(self._plan.broker_folder).address
        self._say(f"broker ready at {address}")
        return address

    async def _topics(self, address: str) -> None:
        done = await keep_topics(address)
        for drift in done.drifts:
            self._say(str(drift))
        self._say(f"{done.there} topics with {done.partitions} partitions, {len(done.made)} of them new")
        if self._plan.workers > done.partitions:
            idle = self._plan.workers - done.partitions
            self._say(f"{idle} of the {self._plan.workers} workers will have nothing to do: one a partition works")

    def _keep(self, part: Part, tasks: asyncio.TaskGroup) -> Kept:
        kept = Kept(part, self._launch, self._terminal.say)
        self._kept.append(kept)
        tasks.create_task(kept.run())
        return kept

    async def _launch(self, part: Part, hear: Hear) -> Running:
        return await start(part, self._lock, self._plan.environment(), hear)

    def _say(self, line: str) -> None:
        self._terminal.say(_US, line)
