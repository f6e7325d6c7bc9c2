"""What lies before a group is counted from where it is, not from what happened to be kept."""

from uuid import uuid4

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from bus.record import Span
from contracts.topics import TOPIC
from infra.kafka.asking import asked
from infra.kafka.broker import Broker
from infra.kafka.create_topics import create_topics
from infra.kafka.lag import Committed, Lag, lags, lags_within
from infra.kafka.log_spans import log_spans, records_kept
from tests.bus.in_loop import in_loop


@pytest.mark.parametrize(
    ("committed", "behind"),
    [
        ({("form", 0): 4, ("form", 1): 7}, 6),
        ({("form", 0): 10, ("form", 1): 7}, 0),
        ({("form", 0): 10}, 5),  # it begins the other partition at its earliest record
        ({("form", 0): 10, ("form", 1): 0}, 5),  # two of them are gone
        ({("form", 0): 99, ("form", 1): 7}, 0),  # the topic was made anew
    ],
)
def test_what_lies_before_a_group(committed: Committed, behind: int) -> None:
    spans = {("form", 0): Span(0, 10), ("form", 1): Span(2, 7), ("frames", 0): Span(0, 100)}
    assert lags_within({"judge": committed}, spans) == [Lag("judge", "form", behind)]


def test_groups_and_topics_are_told_apart_and_sorted() -> None:
    spans = {("form", 0): Span(0, 10), ("frames", 0): Span(0, 3)}
    groups = {"sink": {("frames", 0): 1, ("form", 0): 10}, "judge": {("form", 0): 9}, "idle": {}}
    assert lags_within(groups, spans) == [Lag("judge", "form", 1), Lag("sink", "form", 0), Lag("sink", "frames", 2)]


@in_loop
async def reading(broker: Broker, topic: str, group: str) -> None:
    async with asked(broker.address) as admin:
        await create_topics(admin, [msgspec.structs.replace(TOPIC["form"], name=topic)], 2)
        async with AIOKafkaProducer(bootstrap_servers=broker.address) as producer:
            for partition in (0, 0, 0, 1, 1):
                await producer.send_and_wait(topic, b"x", partition=partition)
        reader = AIOKafkaConsumer(bootstrap_servers=broker.address, group_id=group, enable_auto_commit=False)
        reader.assign([TopicPartition(topic, 0)])
        async with reader:
            await reader.commit({TopicPartition(topic, 0): 1})
        spans = await log_spans(broker.address, {topic: 2})
        assert spans == {(topic, 0): Span(0, 3), (topic, 1): Span(0, 2)}
        assert records_kept(topic, spans) == 5
        assert Lag(group, topic, 4) in await lags(broker.address, admin)


def test_a_brokers_groups_are_asked_how_far_they_are(broker: Broker) -> None:
    reading(broker, f"form-{uuid4().hex[:8]}", f"judge-{uuid4().hex[:8]}")
