"""How a session stands after all that was heard of it: pure, so that what is shown follows from what was said."""

from dataclasses import dataclass, replace

from contracts.codec import decode
from contracts.form import CueFired, Form, RepEnded
from contracts.vocabulary import ENDED, WAITING, Phase
from gateway.live_messages import Hello, LiveError, LiveEvent, SessionChanged, View
from gateway.views import SessionDetail, SessionView, SetView
from infra.watching.found_sets import with_event
from infra.watching.live_socket import Break, Heard
from infra.watching.trace import Trace, traced

Message = Heard | SessionDetail
"""The detail comes last, once the session is over."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a session stands."""

    session: SessionView | None = None
    """None: nothing was heard yet."""
    log: str = ""
    """What the numbers of events count in; "": nothing was heard yet."""
    sequence: int = 0
    """Number of the newest event."""
    phase: Phase = "unknown"
    reps: int = 0
    """Reps of the set under way that are over."""
    sets: tuple[SetView, ...] = ()
    cues: tuple[CueFired, ...] = ()
    """In the order in which they fired."""
    trace: Trace = ()
    is_away: bool = False
    """Whether the server is."""
    error: str = ""
    """Why no more comes; "": more may."""

    @property
    def is_over(self) -> bool:
        """Whether all is said."""
        return self.session is not None and self.session.state in ENDED


def after(standing: Standing, message: Message) -> Standing:
    """Give how a session stands after a message."""
    if isinstance(message, Hello):
        return _greeted(standing, message)
    if isinstance(message, View):
        form = decode(bytes(message.form), Form)
        return replace(standing, phase=form.phase, reps=form.reps, trace=traced(standing.trace, form))
    if isinstance(message, LiveEvent):
        return _happened(standing, message)
    if isinstance(message, SessionDetail):
        return replace(standing, session=message, sets=message.sets_found)
    if isinstance(message, LiveError):
        return replace(standing, error=message.error)
    return replace(standing, is_away=message is Break.AWAY)


def _greeted(standing: Standing, hello: Hello) -> Standing:
    """Note where the session stands; another server, or one that was started anew, numbers its events anew."""
    known = standing if standing.log in {"", hello.log} else Standing()
    return replace(known, log=hello.log, session=hello.session, phase=hello.phase, reps=hello.reps, is_away=False)


def _happened(standing: Standing, told: LiveEvent) -> Standing:
    counted = replace(standing, sequence=told.sequence)
    if isinstance(told.event, SessionChanged):
        return _changed(counted, told.event.session)
    return replace(
        counted,
        sets=with_event(counted.sets, told.event),
        cues=(*counted.cues, told.event) if isinstance(told.event, CueFired) else counted.cues,
        reps=told.event.rep.index + 1 if isinstance(told.event, RepEnded) else counted.reps,
    )


def _changed(standing: Standing, session: SessionView) -> Standing:
    """Note a session's change, unless a newer one is known; one that goes into the queue has found nothing yet."""
    known = standing.session
    is_newer = known is None or session.updated_at >= known.updated_at
    told = replace(standing, session=session) if is_newer else standing
    return replace(told, sets=(), cues=(), reps=0, trace=()) if session.state in WAITING else told
