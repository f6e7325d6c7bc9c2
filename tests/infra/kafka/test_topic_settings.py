"""A topic's description, in Kafka's settings."""

import pytest

from contracts.topics import HOUR_S, TOPIC, TOPICS, Topic
from infra.kafka.topic_settings import topic_settings


def test_pictures_are_kept_four_hours_and_leave_at_most_one_later() -> None:
    settings = topic_settings(TOPIC["frames"], replicas=1)
    assert (settings["cleanup.policy"], settings["retention.ms"]) == ("delete", str(4 * HOUR_S * 1000))
    assert settings["segment.ms"] == str(HOUR_S * 1000)


def test_the_newest_of_a_compacted_topic_is_kept_for_ever() -> None:
    settings = topic_settings(TOPIC["sessions"], replicas=1)
    assert (settings["cleanup.policy"], settings["retention.ms"]) == ("compact", "-1")


def test_a_deletion_can_be_learnt_as_long_as_what_was_said_of_the_session() -> None:
    assert int(topic_settings(TOPIC["sessions"], 1)["delete.retention.ms"]) >= 1000 * (TOPIC["form"].retention_s or 0)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_record_of_the_most_that_is_described_fits_with_what_kafka_adds(topic: Topic) -> None:
    settings = topic_settings(topic, replicas=1)
    assert topic.max_message_bytes < int(settings["max.message.bytes"]) <= int(settings["segment.bytes"])


@pytest.mark.parametrize(("replicas", "written"), [(1, "1"), (2, "1"), (3, "2")])
def test_one_copy_may_be_missing(replicas: int, written: str) -> None:
    assert topic_settings(TOPIC["form"], replicas)["min.insync.replicas"] == written
