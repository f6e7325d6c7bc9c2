"""What becomes of a record that a stage or the sink gave up: a dead letter."""

from bus.record import Record
from contracts.dead_letters import DeadLetter
from contracts.release import RELEASE


def letter_of(record: Record, stage: str, reason: str, now_s: float) -> DeadLetter:
    """Put a record into a letter.

    Args:
        record: as it came.
        stage: who gives it up.
        reason: why, in one sentence.
        now_s: the wall clock, seconds since the epoch.
    """
    return DeadLetter(
        stage=stage,
        version=RELEASE,
        reason=reason,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        value=record.value,
        headers=dict(record.headers),
        failed_at=now_s,
    )
