"""The newest messages that were set aside, without their bytes."""

from typing import Final

from bus.record import Record
from contracts.codec import UnreadableMessageError, decode
from contracts.dead_letters import DeadLetter
from infra.status.status import Letter

_KEPT: Final = 5


class LettersHeard:
    """Made of the newest records of `dead_letters`."""

    def __init__(self) -> None:
        self.unreadable = 0
        """How many records are no letter; each is passed over."""
        self._newest: list[tuple[float, int, Letter]] = []

    def hear(self, record: Record) -> None:
        """Take in a record."""
        try:
            letter = decode(record.value, DeadLetter)
        except UnreadableMessageError:
            self.unreadable += 1
            return
        self._newest.append((record.appended_at, record.offset, _told(letter)))
        self._newest = sorted(self._newest, key=lambda one: one[:2], reverse=True)[:_KEPT]

    def newest(self) -> tuple[Letter, ...]:
        """Give the newest ones, the last first, by the broker's clock."""
        return tuple(letter for *_, letter in self._newest)


def _told(letter: DeadLetter) -> Letter:
    return Letter(
        stage=letter.stage,
        reason=letter.reason,
        topic=letter.topic,
        partition=letter.partition,
        offset=letter.offset,
        session=letter.key,
        failed_at=letter.failed_at,
    )
