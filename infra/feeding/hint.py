"""Says what may be missing, when something is waited for that doesn't come."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_log: Final = logging.getLogger(__name__)


@contextmanager
def hint(after_s: float, sentence: str, if_so: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """Log a sentence, once, if what runs inside takes longer.

    Args:
        after_s: than this, seconds.
        sentence: what to say.
        if_so: whether it is to be said, when the time has come.
    """

    def say() -> None:
        if if_so():
            _log.warning(sentence)

    handle = asyncio.get_running_loop().call_later(after_s, say)
    try:
        yield
    finally:
        handle.cancel()
