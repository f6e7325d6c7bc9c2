"""What the gateway says of sessions over REST and over the live socket."""

from typing import Annotated

from contracts.form import Rep
from contracts.message import Message, says
from contracts.run import Run
from contracts.sessions import Delivery, Session, SessionVideo
from contracts.vocabulary import Lift, LiftChoice, SessionState


class Tally(Message, frozen=True, kw_only=True):
    """How much a run has found."""

    sets: int = 0
    reps: int = 0


class SessionView(Message, frozen=True, kw_only=True):
    """A session as lists show it."""

    session: Annotated[str, says("Its id")]
    name: Annotated[str, says("The name of the uploaded file, as it was given")]
    state: Annotated[SessionState, says("How far it has come")]
    reason: Annotated[str, says('Why it failed or was cancelled; ""')]
    place: Annotated[int | None, says("Its place in the queue, 1: next; null: it doesn't wait")]
    progress: Annotated[float | None, says("Share of its frames that are answered, 0..1; null: not known")]
    lift: Annotated[LiftChoice, says("Which lift the user says it is")]
    height_m: Annotated[float | None, says("The lifter's height; null: not told", unit="m")]
    load_kg: Annotated[float | None, says("What is on the bar, bar included; null: not told", unit="kg")]
    lifter: Annotated[str, says('Name of the lifter; ""')]
    notes: Annotated[str, says("The user's own words")]
    created_at: Annotated[float, says("When it was uploaded", unit="s since the epoch")]
    updated_at: Annotated[float, says("When this was last changed", unit="s since the epoch")]
    run: Annotated[str | None, says("Id of its primary run; null: there is none yet")]
    video: Annotated[SessionVideo | None, says("What its video says of itself")]
    delivery: Annotated[Delivery, says("Live: frames that come too late are answered unseen; lossless: none is")]
    frames_dropped: Annotated[int, says("Frames that were answered unseen, so far")]
    kept: Annotated[bool, says("Whether its video is kept, to be looked at and run again")]
    camera: Annotated[str, says('Which camera it is of; ""')]
    beside: Annotated[str | None, says("The session that it films from another side; null: none")]
    reps: Annotated[int | None, says("Reps of the primary run so far; null: there is no run yet")]
    sets: Annotated[int | None, says("Sets of the primary run so far; null: there is no run yet")]


class SessionPage(Message, frozen=True, kw_only=True):
    """Part of the list of sessions, newest first."""

    sessions: Annotated[tuple[SessionView, ...], says("Newest first")]
    next: Annotated[str | None, says("What `before` has to be for the page that follows; null: this is the last")]


class RunView(Message, frozen=True, kw_only=True):
    """One run over a session's frames."""

    run: Annotated[str, says("Its id")]
    models: Annotated[dict[str, str], says("By role")]
    lift: Annotated[LiftChoice, says("Which lift it was told")]
    height_m: Annotated[float | None, says("The height that it was told; null: none", unit="m")]
    profile: Annotated[str, says("Whose rules")]


class SetView(Message, frozen=True, kw_only=True):
    """One set with its reps."""

    set: Annotated[int, says("Number of the set in its session, from 0")]
    lift: Annotated[Lift, says("Which lift")]
    lift_confidence: Annotated[float | None, says("How sure that is, 0..1; null: the set still runs")]
    start_s: Annotated[float, says("Media time at which it begins", unit="s")]
    end_s: Annotated[float | None, says("Media time at which it is over; null: it still runs", unit="s")]
    reps: Annotated[tuple[Rep, ...], says("Its repetitions in order")]


class SessionDetail(SessionView, frozen=True, kw_only=True):
    """A session with what was found in one run."""

    run_shown: Annotated[str | None, says("The run that `sets_found` is of; null: there is none yet")]
    runs: Annotated[tuple[RunView, ...], says("Every run, the primary one first")]
    sets_found: Annotated[tuple[SetView, ...], says("The sets in order")]


class Receipt(Message, frozen=True, kw_only=True):
    """What became of a deleted session."""

    session: Annotated[str, says("Its id")]
    frames_leave_log_at: Annotated[
        float | None, says("When its last picture leaves the log; null: with the process", unit="s since the epoch")
    ]


class PhoneView(Message, frozen=True, kw_only=True):
    """How a phone comes to film."""

    address: Annotated[str | None, says("Of the page that films, with the token; null: phones can't film here")] = None
    code: Annotated[str, says('The same as a code to scan, as SVG; ""')] = ""


class Health(Message, frozen=True, kw_only=True):
    """That all is well."""

    status: Annotated[str, says("ok")] = "ok"


def session_view(session: Session, place: int | None, tally: Tally | None) -> SessionView:
    """Show a session.

    Args:
        session: Its newest message.
        place: Its place in the queue, 1: next; None: it doesn't wait.
        tally: What its primary run has found; None: nobody looked.
    """
    run = session.runs[0].id if session.runs else None
    found = tally or Tally()
    return SessionView(
        session=session.session,
        name=session.name,
        state=session.state,
        reason=session.reason,
        place=place,
        progress=_progress(session),
        lift=session.lift,
        height_m=session.height_m,
        load_kg=session.load_kg,
        lifter=session.lifter,
        notes=session.notes,
        created_at=session.created_at,
        updated_at=session.updated_at,
        run=run,
        video=session.video,
        delivery=session.delivery,
        frames_dropped=session.frames_dropped,
        kept=session.media is not None,
        camera=session.cameras[0] if session.cameras else "",
        beside=session.beside,
        reps=None if run is None else found.reps,
        sets=None if run is None else found.sets,
    )


def run_view(run: Run) -> RunView:
    """Show a run."""
    return RunView(run=run.id, models=run.models, lift=run.lift, height_m=run.height_m, profile=run.profile)


def _progress(session: Session) -> float | None:
    if session.state == "done":
        return 1.0
    if session.state != "running" or not session.frames_expected:
        return None
    return min(1.0, session.frames / session.frames_expected)
