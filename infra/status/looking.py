"""Looks at a broker again and again: what was read once is kept, and only what is new is read."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from contracts.topics import TOPIC, TOPICS
from infra.kafka.asking import asked
from infra.kafka.lag import committed_by_group, lags_within
from infra.kafka.log_spans import Place, log_spans, records_kept
from infra.kafka.reading import read_parts
from infra.kafka.topics_there import topics_there
from infra.status.heard import ANSWERS, LETTERS, SESSIONS, Heard
from infra.status.sample import Sample, rates
from infra.status.status import Behind, DeadLetters, Status, TopicStatus
from infra.status.unread import Tail, unread

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient

_ANSWERS_READ: Final = 4096
"""Of all partitions together, at the first look: some 6 MB."""
_LETTERS_READ: Final = 5
_SAMPLES: Final = 6


@dataclass
class Looking:
    """Looks at one broker.

    Args:
        address: HOST:PORT of the broker.
    """

    address: str
    _heard: Heard = field(default_factory=Heard)
    _read: dict[Place, int] = field(default_factory=dict)
    _samples: deque[Sample] = field(default_factory=lambda: deque(maxlen=_SAMPLES))

    async def look(self) -> Status:
        """Look once. Rates are known from the second look on: since the one before it, or the last few.

        Raises:
            NoBrokerError: no broker answers; what is known stays.
        """
        async with asked(self.address) as admin:
            return await self._look(admin)

    async def _look(self, admin: "AIOKafkaAdminClient") -> Status:
        there = {name: one.partitions for name, one in (await topics_there(admin)).items() if name in TOPIC}
        committed = await committed_by_group(admin)
        now = Sample(time.monotonic(), await log_spans(self.address, there))
        parts = unread(now.spans, self._read, _tails(there.get(ANSWERS, 1)))
        self._read |= await read_parts(self.address, parts, self._heard.hear)
        self._heard.answers.end_look(now.at_s - self._samples[-1].at_s if self._samples else None)
        self._samples.append(now)
        lags = [lag for lag in lags_within(committed, now.spans) if lag.topic in there]
        return Status(
            kafka=self.address,
            at=time.time(),
            sessions=self._heard.all_sessions(),
            topics=self._topics(set(there), now),
            behind=tuple(Behind(group=lag.group, topic=lag.topic, records=lag.records) for lag in lags),
            drops=self._heard.drops(),
            dead_letters=DeadLetters(
                count=records_kept(LETTERS, now.spans),
                newest=self._heard.letters.newest(),
            ),
            latency=self._heard.latency(),
        )

    def _topics(self, there: set[str], now: Sample) -> tuple[TopicStatus, ...]:
        per_second = rates(self._samples[0], now)
        return tuple(
            TopicStatus(
                topic=topic.name,
                is_there=topic.name in there,
                records=records_kept(topic.name, now.spans),
                records_per_second=per_second.get(topic.name),
                unreadable=self._heard.unreadable.get(topic.name, 0),
            )
            for topic in TOPICS
        )


def _tails(partitions: int) -> dict[str, Tail]:
    return {
        SESSIONS: Tail(None),
        ANSWERS: Tail(max(1, _ANSWERS_READ // partitions)),
        LETTERS: Tail(_LETTERS_READ),
    }
