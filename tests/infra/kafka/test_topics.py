"""Topics are made from their descriptions, compared with them, and never altered."""

import socket
import time
from uuid import uuid4

import msgspec
import pytest
from aiokafka.admin import NewPartitions

from contracts.topics import TOPIC, TOPICS, Topic
from infra.kafka.asking import CONNECT_S, asked
from infra.kafka.broker import Broker, BrokerError
from infra.kafka.broker_error import BrokerRefusesError, NoBrokerError, TopicsError
from infra.kafka.create_topics import create_topics
from infra.kafka.drift import Drift, drifts
from infra.kafka.topic_settings import topic_settings
from infra.kafka.topic_upkeep import Counts, counts_of
from infra.kafka.topics_there import TopicThere, topics_there
from tests.bus.in_loop import in_loop


def of_its_own(topic: Topic, name: str = "") -> Topic:
    """A topic of one test only."""
    return msgspec.structs.replace(topic, name=f"{name or topic.name}-{uuid4().hex[:8]}")


def as_described(topic: Topic, partitions: int = 8, replicas: int = 1) -> TopicThere:
    return TopicThere(partitions, replicas, topic_settings(topic, replicas))


@in_loop
async def making(broker: Broker, topics: list[Topic]) -> None:
    async with asked(broker.address) as admin:
        assert await create_topics(admin, topics, 3) == [topic.name for topic in topics]
        assert await create_topics(admin, topics, 3) == []
        there = await topics_there(admin)
        assert drifts(topics, there, 3, 1) == []
        name = topics[0].name
        assert drifts(topics[:1], there, 4, 1) == [Drift(name, "partitions", "4", "3")]


def test_they_are_made_once_as_described(broker: Broker) -> None:
    making(broker, [of_its_own(topic) for topic in TOPICS])


@in_loop
async def altering(broker: Broker, topic: Topic, described: Topic) -> None:
    async with asked(broker.address) as admin:
        await create_topics(admin, [topic], 1)
        assert await create_topics(admin, [described], 1) == []
        found = drifts([described], await topics_there(admin), 1, 1)
    assert found == [
        Drift(topic.name, "max.message.bytes", "4195328", "1049600"),
        Drift(topic.name, "retention.ms", "3600000", "604800000"),
        Drift(topic.name, "segment.ms", "900000", "86400000"),
    ]
    assert str(found[1]) == f"{topic.name}: retention.ms: described 3600000, found 604800000"


def test_what_differs_is_told_and_stays(broker: Broker) -> None:
    topic = of_its_own(TOPIC["form"])
    altering(broker, topic, msgspec.structs.replace(TOPIC["rendered"], name=topic.name))


@in_loop
async def refusing(broker: Broker) -> None:
    async with asked(broker.address) as admin:
        await create_topics(admin, [of_its_own(TOPIC["form"])], 1, replicas=3)


def test_more_copies_than_brokers_are_refused(broker: Broker) -> None:
    with pytest.raises(TopicsError, match=r"The broker can't make the topic 'form-\w+': .*replication factor"):
        refusing(broker)


def test_a_missing_topic_is_one_difference() -> None:
    assert drifts([TOPIC["form"]], {}, 8, 1) == [Drift("form", "topic", "there", "missing")]


def test_counts_are_those_that_are_asked_for_else_those_that_are_there() -> None:
    there = {name: as_described(TOPIC[name], partitions) for name, partitions in (("form", 3), ("frames", 3))}
    assert counts_of({}) == Counts(8, 1)
    assert counts_of(there) == Counts(3, 1)
    assert counts_of({**there, "poses2d": as_described(TOPIC["poses2d"], 5)}) == Counts(3, 1)
    assert counts_of(there, 16, 2) == Counts(16, 2)
    assert counts_of({"none-of-ours": as_described(TOPIC["form"], 5)}) == Counts(8, 1)


@in_loop
async def connecting(address: str) -> None:
    async with asked(address):
        raise AssertionError("nobody is there")


def test_no_broker_is_one_sentence(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NoBrokerError, match=r"No broker answers at 127\.0\.0\.1:1: start one with `perfectform broker"):
        connecting("127.0.0.1:1")
    assert caplog.records == []


def test_something_else_at_the_port_is_told_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began_s = time.monotonic()
        with pytest.raises(NoBrokerError):
            connecting(f"127.0.0.1:{silent.getsockname()[1]}")
    assert time.monotonic() - began_s < CONNECT_S + 1


@pytest.mark.parametrize("address", ["", "kafka", "kafka:", "kafka:x", "http://kafka:9092", "a:1,", "a:1 b:2"])
def test_what_is_no_address_is_told_as_that(address: str) -> None:
    with pytest.raises(BrokerError, match="is no broker's address: give HOST:PORT"):
        connecting(address)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "localhost:1,127.0.0.1:1", "[::1]:1"])
def test_what_is_an_address_is_asked(address: str) -> None:
    with pytest.raises(NoBrokerError, match="No broker answers"):
        connecting(address)


@in_loop
async def asking_for_fewer_partitions(broker: Broker) -> None:
    topic = of_its_own(TOPIC["form"])
    async with asked(broker.address) as admin:
        await create_topics(admin, [topic], 3)
        await admin.create_partitions({topic.name: NewPartitions(1)})


def test_a_broker_that_refuses_is_not_told_as_none(broker: Broker) -> None:
    with pytest.raises(BrokerRefusesError, match=f"The broker at {broker.address} refuses what it is asked"):
        asking_for_fewer_partitions(broker)
