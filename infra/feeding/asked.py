"""What a user asks to be replayed, and what doesn't fit together."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.told import Told
from producers.pace import Pace


class UnfitError(ValueError):
    """Options that don't fit together; one sentence."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be replayed, and how."""

    what: str | None
    """A file, or a session's id; None: what was made in a time."""
    told: Told
    from_log: bool = False
    since_s: float | None = None
    until_s: float | None = None
    child: bool = False
    session: str | None = None
    """The id that a new session gets, or that goes on."""
    token: str = ""
    quality: int = 90
    pace_of: Callable[[], Pace]

    @property
    def file(self) -> Path | None:
        """The file; None: it is a session."""
        if self.what is None or self.from_log or self.child:
            return None
        path = Path(self.what)
        return path if path.exists() or path.suffix or len(path.parts) > 1 else None


def refuse_unfit(asked: Asked) -> None:
    """Refuse what doesn't fit together.

    Raises:
        UnfitError: something doesn't.
    """
    has_time = asked.since_s is not None or asked.until_s is not None
    if asked.what is None and not (asked.from_log and asked.since_s is not None):
        raise UnfitError("Name a FILE or a SESSION; or a time, with --from-log --since")
    if asked.what is not None and has_time:
        raise UnfitError("--since and --until choose sessions: leave out the SESSION, or them")
    if asked.what is None and asked.session is not None:
        raise UnfitError("--session is of one session: name the SESSION that it replays")
    if asked.from_log and asked.child:
        raise UnfitError("--from-log makes a child already: leave out --child")
