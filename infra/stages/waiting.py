"""What waits for the stages of a worker, by session: they take turns, so that none keeps another waiting for long."""

from collections import deque
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final, NamedTuple

from bus.record import Record, Ref
from infra.stages.asked import Asked

_TOLD_AT_ONCE: Final = 4
"""Frames that are looked at before their answers are published: who watches sees them no later than that."""
_SESSIONS_AT_ONCE: Final = 16
_LIVE_AT_MOST: Final = 2
"""Frames of a live session that may wait; those before them are dropped."""


class Turn(NamedTuple):
    """What is to be answered next."""

    asked: list[Asked]
    """Of each session in its order."""
    late: Collection[Ref]
    """Frames of live sessions behind which so many others wait that nobody is to look at them."""


class Waiting:
    """What was read and is not answered."""

    def __init__(self) -> None:
        self._sessions: dict[str, deque[Asked]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._sessions.values()))

    def add(self, asked: Asked) -> None:
        """Let something wait behind what waits of its session."""
        self._sessions.setdefault(asked.record.key, deque()).append(asked)

    def __contains__(self, session: str) -> bool:
        return session in self._sessions

    def clear(self) -> None:
        """Forget all."""
        self._sessions.clear()

    def next_turn(self) -> Turn:
        """Give what is next: a frame or a few of each session, those that are too late besides."""
        turns = list(islice(self._sessions.items(), _SESSIONS_AT_ONCE))
        each = max(1, _TOLD_AT_ONCE // max(1, len(turns)))
        asked, late = list[Asked](), set[Ref]()
        for _, waiting in turns:
            too_late = _too_late(waiting)
            looked_at = 0
            for one in waiting:
                looked_at += one.record.ref not in too_late
                if looked_at > each:
                    break
                asked.append(one)
            late |= too_late
        return Turn(asked, late)

    def done(self, turn: Turn) -> None:
        """Let what was answered wait no longer, and its sessions stand behind the others."""
        for one in turn.asked:
            waiting = self._sessions.pop(one.record.key)
            waiting.popleft()
            if waiting:
                self._sessions[one.record.key] = waiting

    def firsts(self) -> Iterable[Record]:
        """Give the first record that waits of each session."""
        return (waiting[0].record for waiting in self._sessions.values())


def _too_late(waiting: Iterable[Asked]) -> set[Ref]:
    """Choose the frames that are dropped; what was decided of one that is given again stays so."""
    may_be = [one for one in waiting if one.may_be_late]
    newest = {one.record.ref for one in may_be[-_LIVE_AT_MOST:]}
    return {
        one.record.ref
        for one in may_be
        if (one.record.ref not in newest if one.dropped_before is None else one.dropped_before)
    }


def before_all(records: Iterable[Record], unfinished: Iterable[Record]) -> list[Record]:
    """Give the records that lie before all unfinished ones of their partition: what may be acknowledged."""
    first: dict[tuple[str, int], int] = {}
    for one in unfinished:
        place = one.topic, one.partition
        first[place] = min(first.get(place, one.offset), one.offset)
    return [one for one in records if one.offset < first.get((one.topic, one.partition), one.offset + 1)]
