"""What stages that run by themselves are to answer: sessions that are running, by the run that our models are for."""

from bus.protocol import Bus
from contracts.codec import UnreadableMessageError
from contracts.sessions import Session
from gateway.known_sessions import KnownSessions
from infra.models.chosen import run_of, shadow_of
from infra.stages.asked import Wanted


class NotOursError(UnreadableMessageError):
    """Frames that no answer of ours belongs to; one sentence."""


class WantedSessions:
    """Knows every session. Let `follow` run beside.

    Args:
        bus: with the topic `sessions`.
    """

    def __init__(self, bus: Bus) -> None:
        self._known = KnownSessions(bus)
        self._known.heard.append(self._heard)
        self._gone: set[str] = set()
        self._wanted: dict[str, Wanted] = {}
        """Of running sessions, as far as it was asked for."""
        self._caught_up_for = -1

    async def follow(self) -> None:
        """Follow the topic for good."""
        await self._known.follow()

    async def wanted(self, session: str, take: int) -> Wanted | None:
        """Say what is wanted of a session; None: nothing, as it isn't running, or was deleted.

        Args:
            session: its id.
            take: which take of frames asks: what was said of sessions before it is known.

        Raises:
            NotOursError: nobody made such a session, or it asks for other models.
        """
        known = await self._now(session, take)
        if known is None and session not in self._gone:
            raise NotOursError("there is no session of this id")
        return None if known is None or known.state != "running" else self._of_running(known)

    async def is_live(self, session: str, take: int) -> bool:
        """Whether a session is running, and filmed rather than uploaded."""
        known = await self._now(session, take)
        return known is not None and known.state == "running" and known.delivery == "live"

    async def _now(self, session: str, take: int) -> Session | None:
        """Give a session; one that doesn't run by what was said of it up to now."""
        known = self._known.get(session)
        if known is None or known.state != "running":
            await self._catch_up(take)
            known = self._known.get(session)
        return known

    async def wanted_beside(self, session: str, take: int) -> Wanted | None:
        """Say what is wanted of a session from the models that run beside; None: nothing."""
        try:
            counting = await self.wanted(session, take)
        except NotOursError:
            return None
        beside = None if counting is None else shadow_of(counting.run)
        return None if counting is None or beside is None else Wanted(beside, live=counting.live)

    async def _catch_up(self, take: int) -> None:
        if self._caught_up_for != take:
            await self._known.caught_up()
            self._caught_up_for = take

    def _of_running(self, session: Session) -> Wanted:
        if session.session not in self._wanted:
            ours = run_of(session)
            if all(run.id != ours.id for run in session.runs):
                raise NotOursError("the session asks for other models than this worker's: give both the same settings")
            self._wanted[session.session] = Wanted(ours, live=session.delivery == "live")
        return self._wanted[session.session]

    def _heard(self, key: str, session: Session | None) -> None:
        if session is None:
            self._gone.add(key)
        if session is None or session.state != "running":
            self._wanted.pop(key, None)
