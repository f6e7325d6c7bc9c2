"""`perfectform topics` makes, lists and describes the topics of a broker."""

import asyncio
import logging
from collections.abc import Iterator

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from click.testing import CliRunner, Result

from contracts.topics import TOPICS
from infra.cli import main
from infra.kafka.asking import asked
from infra.kafka.broker import Broker
from infra.kafka.topics_there import topics_there
from tests.kafka_broker import start_or_skip


def topics(address: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["topics", *arguments], env={"PERFECTFORM_KAFKA": address})


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a broker with our topics, which no other test touches."""
    one = Broker(tmp_path_factory.mktemp("kafka"), heap_mb=128)
    start_or_skip(one)
    assert "No group of readers has begun yet." in topics(one.address, "list").stdout
    made = topics(one.address, "create", "--partitions", "3")
    assert made.exit_code == 0, made.stderr
    assert made.stdout.splitlines() == [f"{topic.name}: made, with 3 partitions" for topic in TOPICS]
    yield one.address
    one.stop()


async def publish(address: str) -> None:
    """Put three records on a topic, and let a group have read one of them."""
    async with AIOKafkaProducer(bootstrap_servers=address) as producer:
        for _ in range(3):
            await producer.send_and_wait("form", b"x", partition=2)
    reader = AIOKafkaConsumer(bootstrap_servers=address, group_id="judge", enable_auto_commit=False)
    reader.assign([TopicPartition("form", 2)])
    async with reader:
        await reader.commit({TopicPartition("form", 2): 1})


async def delete(address: str, topic: str) -> None:
    async with asked(address) as admin, asyncio.timeout(30):
        await admin.delete_topics([topic])
        while topic in await topics_there(admin):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)


def test_once_more_makes_nothing(own: str) -> None:
    again = topics(own, "create")
    assert (again.exit_code, again.stdout) == (
        0,
        f"All {len(TOPICS)} topics are there as described, with 3 partitions\n",
    )


def test_another_count_is_told_and_nothing_is_made(own: str) -> None:
    asyncio.run(delete(own, "rendered"))
    told = topics(own, "create", "--partitions", "4")
    assert told.exit_code == 1
    assert "frames: partitions: described 4, found 3\n" in told.stdout
    assert "rendered: topic: described there, found missing\n" in told.stdout
    assert told.stdout.splitlines()[-1].startswith("Nothing was altered")
    assert topics(own, "create").stdout == "rendered: made, with 3 partitions\n"


def test_the_list_shows_records_and_lag(own: str) -> None:
    asyncio.run(publish(own))
    shown = topics(own, "list")
    assert shown.exit_code == 0
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in shown.stdout.splitlines()]
    assert ["form", "3", "3", "7 days", "Phase, reps, angles and the events of each frame"] in rows
    assert ["sessions", "3", "up to 0", "ever, the newest", "What each session is and how far it has come"] in rows
    assert ["judge", "form", "2"] in rows


def test_a_description_stands_beside_what_is_there(own: str) -> None:
    shown = topics(own, "describe", "frames")
    assert shown.exit_code == 0
    assert "Pictures as they come" in shown.stdout
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in shown.stdout.splitlines()]
    assert ["retention.ms", "14400000", "14400000", ""] in rows
    assert ["readers", "detect, pose, render, gateway", "", ""] in rows
    assert "differs" not in shown.stdout
    assert shown.stdout.count("partitions") == 1
    assert topics(own, "describe").stdout.count("partitions") == len(TOPICS)


def test_a_misspelt_topic_is_bad_input() -> None:
    refused = topics("127.0.0.1:1", "describe", "frame")
    assert refused.exit_code == 2
    assert "did you mean 'frames'?" in refused.stderr


@pytest.mark.parametrize("what", ["create", "list", "describe"])
def test_no_broker_is_one_sentence(what: str) -> None:
    level = logging.getLogger("aiokafka").level
    refused = topics("127.0.0.1:1", what)
    assert refused.exit_code == 2
    (line,) = refused.stderr.splitlines()
    assert line.startswith("Error: No broker answers at 127.0.0.1:1: start one with `perfectform broker start`")
    assert logging.getLogger("aiokafka").level == level
