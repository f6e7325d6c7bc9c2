"""Which errors are our own sentences to whoever gave something that can't be used, and which are faults."""

from typing import Final

_OURS: Final = {"contracts", "bus", "producers", "processors", "sink", "gateway", "infra"}


def is_our_sentence(error: BaseException) -> bool:
    """Whether an error's message is one sentence for the user: a `ValueError` of a class of ours."""
    return isinstance(error, ValueError) and type(error).__module__.split(".")[0] in _OURS
