"""Builders of what a live socket says."""

from typing import Any

import msgspec

from contracts.codec import encode
from contracts.form import CueFired, FormEvent, RepEnded, SetStarted
from contracts.vocabulary import SessionState
from gateway.live_messages import Hello, LiveEvent, SessionChanged, View
from gateway.views import SessionView, session_view
from infra.watching.standing import Message, Standing, after
from tests.gateway.told import form, poses2d, poses3d, rep, session

LOG = "7f3a9c02"
"""Of every hello, unless told."""
STARTED = SetStarted(set=0, lift="squat", start_s=0.5)
CUE = CueFired(set=0, rep=0, cue=rep(0).cues[0])


def rep_ended(index: int) -> RepEnded:
    """A rep."""
    return RepEnded(set=0, rep=rep(index))


def viewed(state: SessionState = "running", at_s: float = 1000.0, **fields: Any) -> SessionView:  # noqa: ANN401 - any field
    """A session as the gateway shows it."""
    return session_view(session("a", state, updated_at=at_s, **fields), None, None)


def hello(sequence: int = 0, state: SessionState = "running", log: str = LOG, **fields: Any) -> Hello:  # noqa: ANN401 - any field
    """The first word."""
    return Hello(session=viewed(state, **fields), log=log, sequence=sequence, set=None, reps=0, phase="setup")


def event(sequence: int, happened: FormEvent | SessionView) -> LiveEvent:
    """Something that happened."""
    told = SessionChanged(session=happened) if isinstance(happened, SessionView) else happened
    return LiveEvent(sequence=sequence, frame=None, pts=None, event=told)


def view(frame: int, knee_deg: float = 10.0) -> View:
    """A frame."""
    answers = (poses2d("a", frame), poses3d("a", frame), form("a", frame, knee_deg=knee_deg))
    first, second, third = (msgspec.Raw(encode(one)) for one in answers)
    return View(frame=frame, pts=frame / 30, jpeg=b"\xff\xd8", poses2d=first, poses3d=second, form=third)


def standing_after(*messages: Message) -> Standing:
    """How a session stands when all this was heard."""
    standing = Standing()
    for message in messages:
        standing = after(standing, message)
    return standing
