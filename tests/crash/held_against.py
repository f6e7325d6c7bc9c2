"""Holds what lies in a data folder at the end against what was promised, and against an undisturbed run."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from contracts.tables import DEAD_LETTERS, RUNS, SESSIONS, TABLES
from tests.crash.ledger import Ledger, Promised
from tests.crash.stored import Row, Rows, rows_in
from tests.crash.undisturbed import Undisturbed, bare

_OF_RUNS = [table.name for table in TABLES if table not in (DEAD_LETTERS, RUNS, SESSIONS)]
_A_FRAME_EACH = ("detections", "poses2d", "poses3d", "form")


def complaints(ledger: Ledger, data: Path, clip: bytes, same: Undisturbed) -> Iterator[str]:
    """Give a sentence for each thing that isn't as it has to be; a server has ended there, with everything done."""
    rows = rows_in(data / "database")
    for upload in ledger.standing:
        of_session = {
            name: [row for row in found if row.get("session") == upload.session] for name, found in rows.items()
        }
        yield from (f"{upload.name}: {what}" for what in _of_session(upload, of_session, same))
        yield from (f"{upload.name}: {what}" for what in _of_media(upload, data, clip, of_session, same))
    yield from _left_over(ledger, data, rows)


def _of_session(upload: Promised, rows: Rows, same: Undisturbed) -> Iterator[str]:
    if len(rows["sessions"]) != 1:
        yield f"{len(rows['sessions'])} rows in sessions"
        return
    (session,) = rows["sessions"]
    primary = next(iter(session["runs"]), "")
    if primary not in {same.runs[height_m] for height_m in upload.heights_m}:
        yield f"its primary run is {primary!r}, and not one of height {upload.heights_m}"
        return
    (wanted,) = [one for one in same.rows["sessions"] if one["runs"] == [primary]]
    if not _equal([bare(session) | {"runs": [primary]}], [bare(wanted)]):
        yield f"its session is {session}"
    for table in ("runs", *_OF_RUNS):
        found, whole = [bare(row) for row in rows[table] if row["run"] == primary], same.of_run(table, primary)
        if not _equal(found, whole):
            yield f"{len(found)} rows in {table} that are not the {len(whole)} of an undisturbed run"
    yield from _of_earlier_runs(session["runs"][1:], rows, same)


def _of_earlier_runs(runs: list[str], rows: Rows, same: Undisturbed) -> Iterator[str]:
    """A run that another one was asked for in the midst of has some of its rows."""
    for run in runs:
        for table in _A_FRAME_EACH:
            whole = {msgspec.msgpack.encode(row) for row in same.of_run(table, run)}
            if not {msgspec.msgpack.encode(bare(row)) for row in rows[table] if row["run"] == run} <= whole:
                yield f"an earlier run has rows in {table} that an undisturbed one doesn't have"


def _of_media(upload: Promised, data: Path, clip: bytes, rows: Rows, same: Undisturbed) -> Iterator[str]:
    folder = data / "media" / "sessions" / upload.session
    runs = [run for session in rows["sessions"] for run in session["runs"]]
    files = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}
    if files.pop("original", b"") != clip:
        yield "its original is not what was uploaded"
    if runs and f"overlay.{runs[0]}.mp4" not in files:
        yield "its overlay is missing"
    for name, content in files.items():
        if content != same.overlays.get(name.removeprefix("overlay.").removesuffix(".mp4")):
            yield f"{name} is none of its overlays as an undisturbed run draws them"


def _left_over(ledger: Ledger, data: Path, rows: Rows) -> Iterator[str]:
    stand = {upload.session for upload in ledger.standing}
    for table, found in rows.items():
        others = [row for row in found if row.get("session") not in stand and row.get("state") != "deleted"]
        if others:
            yield f"{len(others)} rows in {table} are of sessions that are not there"
    media = data / "media" / "sessions"
    lying = {path.name for path in media.iterdir()} if media.is_dir() else set()
    if lying - stand:
        yield f"media of sessions that are not there: {sorted(lying - stand)}"
    if any((data / "work").iterdir()):
        yield "the work folder is not empty"


def _equal(rows: list[Row], others: list[Row]) -> bool:
    """Whether rows are the same to the bit, NaN included."""
    return msgspec.msgpack.encode(rows) == msgspec.msgpack.encode(others)
