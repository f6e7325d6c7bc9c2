"""The topics a bus was opened with: finds them by name, and refuses what their descriptions don't allow."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

from bus.errors import RecordTooLargeError, UnknownTopicError
from contracts.topics import Topic


def record_bytes(key: str, value: bytes, headers: Mapping[str, bytes]) -> int:
    """Return what a record counts against its topic's limit, bytes: key, value, and the headers with their names."""
    return len(key.encode()) + len(value) + sum(len(name.encode()) + len(header) for name, header in headers.items())


class KnownTopics:
    """Topics by name.

    Args:
        topics: Their descriptions.
    """

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = {topic.name: topic for topic in topics}

    def find(self, name: str) -> Topic:
        """Return the topic of this name.

        Raises:
            UnknownTopicError: there is none; the sentence names the nearest, or all.
        """
        topic = self._topics.get(name)
        if topic is None:
            near = difflib.get_close_matches(name, self._topics, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"the topics are {', '.join(sorted(self._topics))}."
            raise UnknownTopicError(f"No topic is named {name!r}: {hint}")
        return topic

    def find_all(self, names: Sequence[str]) -> tuple[Topic, ...]:
        """Return the topics of these names, in their order, each once.

        Raises:
            UnknownTopicError: one of the names is no topic's, or there is no name.
        """
        if not names:
            raise UnknownTopicError(f"A reader needs a topic or more: {', '.join(sorted(self._topics))}.")
        return tuple(self.find(name) for name in dict.fromkeys(names))

    def admit(self, name: str, key: str, value: bytes, headers: Mapping[str, bytes]) -> Topic:
        """Return the topic that a record is for.

        Raises:
            UnknownTopicError: there is none of this name.
            RecordTooLargeError: the record exceeds the topic's `max_message_bytes`.
        """
        topic = self.find(name)
        size = record_bytes(key, value, headers)
        if size > topic.max_message_bytes:
            raise RecordTooLargeError(
                f"A record of {key!r} has {size:,} bytes; the topic {name!r} takes {topic.max_message_bytes:,} at most."
            )
        return topic
