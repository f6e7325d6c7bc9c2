"""What is found before a Kafka bus is opened: topics that are missing, or aren't what their descriptions say."""

import logging
import subprocess
import sys

import pytest

from bus.errors import TopicsNotReadyError
from bus.kafka import KafkaBus
from bus.kafka_quiet import keep_aiokafka_quiet
from contracts.topics import Topic
from infra.kafka.broker import Broker
from tests.bus.described import topic
from tests.bus.in_loop import in_loop
from tests.bus.kafka_topics import make_topics


async def refused(broker: Broker, topics: list[Topic], partitions: int) -> str:
    with pytest.raises(TopicsNotReadyError) as found:
        await KafkaBus.open(broker.address, topics, partitions)
    return str(found.value)


@in_loop
async def test_missing_topics_are_named_with_the_command_that_makes_them(broker: Broker) -> None:
    there, missing = topic(), topic()
    await make_topics(broker.address, [there], 1)
    sentence = await refused(broker, [there, missing], 1)
    assert sentence == f"The broker has no topic {missing.name}: run `perfectform topics create`."


@in_loop
async def test_another_number_of_partitions_is_refused(broker: Broker) -> None:
    things = topic()
    await make_topics(broker.address, [things], 2)
    sentence = await refused(broker, [things], 4)
    assert sentence.startswith(f"The topic '{things.name}' has 2 partitions and the settings say 4:")


@in_loop
async def test_a_limit_below_the_descriptions_is_refused(broker: Broker) -> None:
    things = topic()
    await make_topics(broker.address, [things], 1, {"max.message.bytes": "1048588"})
    assert "takes 1,048,588 bytes at once and has to take 1,049,600" in await refused(broker, [things], 1)


@in_loop
async def test_another_way_of_cleaning_up_is_refused(broker: Broker) -> None:
    things = topic(cleanup="compact")
    await make_topics(broker.address, [things], 1, {"cleanup.policy": "delete"})
    assert "is cleaned up by 'delete', not 'compact'" in await refused(broker, [things], 1)


def test_aiokafka_is_quiet_unless_somebody_gave_its_logger_a_level() -> None:
    logger = logging.getLogger("aiokafka")
    before = logger.level
    try:
        for given, then in ((logging.NOTSET, logging.CRITICAL + 1), (logging.DEBUG, logging.DEBUG)):
            logger.setLevel(given)
            keep_aiokafka_quiet()
            assert logger.level == then
    finally:
        logger.setLevel(before)


def test_aiokafka_is_loaded_only_when_a_bus_is_opened() -> None:
    code = "import bus.kafka, sys; sys.exit('aiokafka' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code
