"""Holds the rows of a deployment's sessions against those of the same sets in one process."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from contracts.tables import RUNS, SESSIONS, TABLE, TABLES
from tests.crash.stored import Row, Rows
from tests.crash.undisturbed import bare

_OF_RUNS = [
    table.name for table in TABLES if table not in (RUNS, SESSIONS) and any(c.name == "run" for c in table.columns)
]


@dataclass
class Compared:
    """How many rows were not as they had to be."""

    lost: int = 0
    doubled: int = 0
    different: int = 0

    def __str__(self) -> str:
        return f"lost {self.lost}, doubled {self.doubled}, different {self.different}"

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.different)


def compared(rows: Rows, expected: Mapping[str, Rows]) -> Compared:
    """Count, over all tables that hold a run's rows.

    Args:
        rows: of the deployment.
        expected: what one process made of each session, as if it were its own.
    """
    found = Compared()
    for table in _OF_RUNS:
        for session, same in expected.items():
            ours, theirs = ([bare(row) for row in all_[table] if row["session"] == session] for all_ in (rows, same))
            _count(found, table, ours, theirs)
    return found


def _count(found: Compared, table: str, rows: list[Row], expected: list[Row]) -> None:
    key = [name for name in TABLE[table].order_by if name not in ("session", "name", "media")]
    ours = {_packed(row, key): _packed(row) for row in rows}
    theirs = {_packed(row, key): _packed(row) for row in expected}
    times = Counter(_packed(row, key) for row in rows)
    found.lost += len(theirs.keys() - ours.keys())
    found.doubled += sum(count - 1 for count in times.values()) + len(ours.keys() - theirs.keys())
    found.different += sum(ours[one] != theirs[one] for one in ours.keys() & theirs.keys())


def _packed(row: Row, names: Iterable[str] | None = None) -> bytes:
    """Give a row's values, NaN included, as bytes that are equal where they are."""
    return msgspec.msgpack.encode([row[name] for name in (sorted(row) if names is None else names) if name in row])
