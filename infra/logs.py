"""What a process says on stderr beside its output: where that is set, and how a line looks.

A process that goes on says from INFO on what happens, with the time: sessions that begin and end, connections that are
lost and found. Any other command speaks up when something is wrong, and without ceremony. Libraries are heard from
WARNING on, some not even then, unless everything is asked for.
"""

import logging
from typing import Final

from infra.printable import printable

GOES_ON: Final = frozenset({"gateway", "sink", "worker"})
"""The commands that run until they are told to end."""
_OURS: Final = ("bus", "contracts", "gateway", "infra", "processors", "producers", "sink")
_SPOKEN_FOR: Final = ("urllib3.connectionpool",)
"""Libraries that warn at each attempt to reach a server that is away: who uses them says it once."""
_WITH_TIME: Final = "%(asctime)s %(levelname)s %(message)s"
_IN_FULL: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_TIME: Final = "%Y-%m-%dT%H:%M:%S%z"


class _OneLine(logging.Formatter):
    """Keeps a message on one line, whatever strangers have put into it; a fault's traceback follows as it is."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Format all but the traceback."""
        return printable(super().formatMessage(record))


def begin_logs(command: str | None, level: str | None) -> None:
    """Let this process log; where somebody has set a log up already, only the levels are set.

    Args:
        command: which command of ours it runs.
        level: from which severity on, by its name; None: what suits the command.
    """
    goes_on = command in GOES_ON
    chosen = (level or ("info" if goes_on else "warning")).upper()
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine(_form(chosen, goes_on=goes_on), _TIME))
    logging.basicConfig(handlers=[handler])
    logging.getLogger().setLevel("WARNING" if chosen == "INFO" else chosen)
    for name in _OURS:
        logging.getLogger(name).setLevel("INFO" if chosen == "INFO" else logging.NOTSET)
    for name in _SPOKEN_FOR:
        logging.getLogger(name).setLevel(chosen if chosen == "DEBUG" else "ERROR")
    if chosen == "DEBUG":
        logging.getLogger("aiokafka").setLevel(chosen)  # else the bus silences it: see bus.kafka_quiet


def _form(level: str, *, goes_on: bool) -> str:
    if level == "DEBUG":
        return _IN_FULL
    return _WITH_TIME if goes_on else "%(message)s"
