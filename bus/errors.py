"""What a bus, its readers and its media refuse, each by name.

What a caller gave wrong is a `ValueError`; what time or a shutdown took away is not.
"""


class UnknownTopicError(ValueError):
    """No topic has this name."""


class UnknownRefError(ValueError):
    """A reference to nowhere: no topic has such a partition, or the offset is below 0."""


class RecordTooLargeError(ValueError):
    """The record is larger than its topic's description allows."""


class ExpiredError(LookupError):
    """The record was in the log and is there no more: for a picture, the answer "picture expired"."""


class OvertakenError(RuntimeError):
    """Another record of the key came first, and this one was to follow what was known; nothing was appended."""


class BusClosedError(RuntimeError):
    """The bus was closed: by now, or while the call waited."""


class ReaderClosedError(RuntimeError):
    """The reader was closed: by now, or while the call waited."""


class BrokerAwayError(ConnectionError):
    """No broker answers where a bus was to be opened."""


class TopicsNotReadyError(ValueError):
    """The broker's topics are not those that are described: one is missing, or was made otherwise."""


class BrokerRefusedError(RuntimeError):
    """The broker refused what no caller can put right: rights, settings, a topic deleted meanwhile."""
