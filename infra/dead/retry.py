"""A session that lost frames to dead letters is worked on once more, from its first frame."""

from bus.kafka import KafkaBus
from contracts.codec import encode
from contracts.session_changes import asked_anew
from contracts.sessions import Session
from contracts.topics import TOPICS
from contracts.vocabulary import UNFINISHED
from infra.kafka.asking import asked
from infra.sessions.sessions_now import known_session


class RetryError(ValueError):
    """A session can't be run again; one sentence."""


async def retry(address: str, session: str, now_s: float) -> None:
    """Ask for another pass over a session's video: whichever `perfectform worker ingest` has its partition does it.

    Args:
        address: HOST:PORT of the broker.
        session: its id.
        now_s: the wall clock, seconds since the epoch.

    Raises:
        NoBrokerError: no broker answers.
        TopicsNotReadyError: the broker's topics aren't those that are described.
        NoSessionError: there is no such session.
        RetryError: it has no video, or it isn't over yet.
    """
    async with asked(address):
        bus = await KafkaBus.open(address, TOPICS)
        try:
            known = _checked(await known_session(bus, session))
            await bus.publish("sessions", session, encode(asked_anew(known, now_s)))
        finally:
            await bus.close()


def _checked(known: Session) -> Session:
    if known.media is None:
        raise RetryError(
            f"No video of session {known.session} was kept: while its frames are still on the bus, "
            f"`perfectform replay {known.session} --from-log` runs it again"
        )
    if known.state in UNFINISHED:
        raise RetryError(f"Session {known.session} is {known.state}: retry it when it is over, or cancel it before")
    return known
