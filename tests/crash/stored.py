"""Every row of a database as whoever reads with FINAL finds it, by a process of its own: a folder has one at a time.

`python -m tests.crash.stored FOLDER` writes them as msgpack.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import msgspec

from contracts.table import Table
from contracts.tables import TABLES

CHECKOUT: Final = Path(__file__).resolve().parents[2]
TIMES: Final = frozenset(
    {
        *("frame_partition", "frame_offset", "captured_at", "received_at", "finished_at", "answered_at"),
        *("created_at", "updated_at", "failed_at"),
    }
)
"""What two runs of the same differ in: the trace, and when something was written."""

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Rows by table."""


def rows_in(folder: Path) -> Rows:
    """Read the database of a server that has ended."""
    command = [sys.executable, "-m", "tests.crash.stored", str(folder)]
    read = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)  # noqa: S603 - our own program
    return msgspec.msgpack.decode(read.stdout, type=Rows)


def columns_of(table: Table) -> list[str]:
    """Name the columns that are the same whenever the same is computed."""
    return [column.name for column in table.columns if column.name not in TIMES]


def _read(folder: str) -> dict[str, list[Row]]:
    from sink.clickhouse import open_embedded

    database = open_embedded(folder)
    found = {}
    for table in TABLES:
        names = columns_of(table)
        chosen, order = ", ".join(names), ", ".join(table.order_by)
        every = database.query(f"SELECT {chosen} FROM {table.name} FINAL ORDER BY {order}")  # noqa: S608 - names of ours
        found[table.name] = [dict(zip(names, row, strict=True)) for row in every]
    database.close()
    return found


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.msgpack.encode(_read(sys.argv[1])))
