"""What the database knows of a session: its sets with their reps, how many, and who was seen where."""

from collections.abc import Sequence
from typing import Any, Final

from contracts.form import Check, CueGiven, Metric, Rep
from contracts.sessions import Session
from contracts.tables import TABLE
from gateway.database import Databases, Row
from gateway.views import SetView, Tally

OF_RUN: Final = "session = {session:String} AND run = {run:String}"
_REP: Final = tuple(column.name for column in TABLE["reps"].columns)


async def alive(databases: Databases) -> None:
    """Return when the database answers. Raises `RefusedError` when it doesn't."""
    await databases.rows("SELECT 1")


async def tallies(databases: Databases, sessions: Sequence[Session]) -> dict[str, Tally]:
    """Count the sets and reps of each session's primary run so far; of all in two queries."""
    runs = {session.session: session.runs[0].id for session in sessions if session.runs}
    if not runs:
        return {}
    sets, reps = [await _counts(databases, table, list(runs)) for table in ("sets", "reps")]
    return {name: Tally(sets=sets.get((name, run), 0), reps=reps.get((name, run), 0)) for name, run in runs.items()}


async def _counts(databases: Databases, table: str, sessions: Sequence[str]) -> dict[tuple[str, str], int]:
    rows = await databases.rows(
        f"SELECT session, run, count() FROM {table} FINAL"  # noqa: S608 - the table is one of ours
        " WHERE session IN {sessions:Array(String)} GROUP BY session, run",
        sessions=sessions,
    )
    return {(session, run): count for session, run, count in rows}


async def sets_of(databases: Databases, session: str, run: str) -> tuple[SetView, ...]:
    """Read the sets of a run with their reps, in order."""
    sets = await databases.rows(
        f"SELECT set, lift, lift_confidence, start_s, end_s FROM sets FINAL WHERE {OF_RUN} ORDER BY set",  # noqa: S608 - constants
        session=session,
        run=run,
    )
    rows = await databases.rows(
        f"SELECT {', '.join(_REP)} FROM reps FINAL WHERE {OF_RUN} ORDER BY set, rep",  # noqa: S608 - our columns
        session=session,
        run=run,
    )
    reps = [dict(zip(_REP, row, strict=True)) for row in rows]
    return tuple(_set(row, [_rep(rep) for rep in reps if rep["set"] == row[0]]) for row in sets)


def _set(row: Row, reps: Sequence[Rep]) -> SetView:
    number, lift, lift_confidence, start_s, end_s = row
    return SetView(
        set=number, lift=lift, lift_confidence=lift_confidence, start_s=start_s, end_s=end_s, reps=tuple(reps)
    )


def _rep(row: dict[str, Any]) -> Rep:
    """Put a rep together again from its row."""
    return Rep(
        index=row["rep"],
        start_s=row["start_s"],
        bottom_s=row["bottom_s"],
        end_s=row["end_s"],
        complete=row["complete"],
        metrics={
            name: Metric(value=value, std=std, unit=unit, seen=seen)
            for name, value, std, unit, seen in _beside(
                row, "metric_names", "metric_values", "metric_stds", "metric_units", "metric_seen"
            )
        },
        checks=tuple(
            Check(rule=rule, answer=answer, why=why, at_s=at_s)
            for rule, answer, why, at_s in _beside(row, "check_rules", "check_answers", "check_whys", "check_at_s")
        ),
        cues=tuple(
            CueGiven(cue=cue, severity=severity, text=text, why=why, at_s=at_s, frame=frame)
            for cue, severity, text, why, at_s, frame in _beside(
                row, "cues", "cue_severities", "cue_texts", "cue_whys", "cue_at_s", "cue_frames"
            )
        ),
    )


def _beside(row: dict[str, Any], *columns: str) -> "zip[tuple[Any, ...]]":
    """Give what lies at the same place of several arrays."""
    return zip(*(row[column] for column in columns), strict=True)
