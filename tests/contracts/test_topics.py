"""Topics are described whole: what they carry, how long, and who is at either end."""

from contracts.codec import MESSAGES
from contracts.event import EndOfStream
from contracts.examples import encoded, variants
from contracts.report import Report
from contracts.run import Run
from contracts.topics import DAY_S, TOPIC, TOPICS


def test_every_message_travels_on_a_topic_but_those_that_are_part_of_another_or_a_file() -> None:
    carried = {kind for topic in TOPICS for kind in topic.messages}
    assert set(MESSAGES) - carried == {Run, Report}
    assert carried <= set(MESSAGES)


def test_a_topic_has_a_name_of_its_own_writers_and_readers() -> None:
    assert list(TOPIC) == [topic.name for topic in TOPICS]
    assert [topic.name for topic in TOPICS if not (topic.about and topic.writers and topic.readers)] == []


def test_the_topics_of_the_chain_end_in_band() -> None:
    chain = [topic for topic in TOPICS if topic.name not in {"sessions", "states", "dead_letters"}]
    assert [topic.name for topic in chain if not any(issubclass(kind, EndOfStream) for kind in topic.messages)] == []


def test_what_is_compacted_is_kept_for_ever_and_nothing_else_is() -> None:
    assert [topic.name for topic in TOPICS if (topic.cleanup == "compact") is not (topic.retention_s is None)] == []


def test_pictures_are_kept_for_a_day_at_most() -> None:
    assert all(topic.retention_s is not None and topic.retention_s <= DAY_S for topic in TOPICS if topic.picture)


def test_the_examples_fit_their_topics() -> None:
    sizes = {
        topic.name: max(len(encoded(kind, variant)) for kind in topic.messages for variant in variants(kind))
        for topic in TOPICS
    }
    assert all(size < TOPIC[name].max_message_bytes / 100 for name, size in sizes.items())
