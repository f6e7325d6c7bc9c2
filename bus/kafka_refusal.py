"""Names what the broker refuses: the one error that callers may see of aiokafka's many."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiokafka.errors import KafkaError

from bus.errors import BrokerRefusedError


@contextmanager
def named_refusal(what: str, but: type[KafkaError] | tuple[()] = ()) -> Iterator[None]:
    """Raise `BrokerRefusedError` instead of an error of aiokafka's.

    Args:
        what: What the broker was asked, as in "The broker refused ...".
        but: What the caller knows to deal with; raised as it is.
    """
    try:
        yield
    except but:
        raise
    except KafkaError as error:
        raise BrokerRefusedError(f"The broker refused {what}: {error!r}") from error
