"""Keeps aiokafka's log quiet: while a broker is away it writes some 40 lines a second and client.

What a caller has to know is raised, and `bus.kafka_pulse` says when the connection is lost and found. Whoever wants
aiokafka's own lines sets the level of its logger before a bus is opened.
"""

import logging


def keep_aiokafka_quiet() -> None:
    """Let aiokafka log nothing, unless somebody has given its logger a level."""
    logger = logging.getLogger("aiokafka")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL + 1)
