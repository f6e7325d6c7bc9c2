"""What is told of a run at one moment; `perfectform status --json` prints it as it is described here."""

from typing import Literal

import msgspec

Delivery = Literal["live", "lossless"]


class RunningSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session that is worked on."""

    session: str
    name: str
    """What its user calls it; ""."""
    delivery: Delivery
    frames: int
    """Answered so far, those that were answered unseen included."""
    frames_expected: int | None
    frames_per_second: float | None
    """Answered over the last seconds; None: there was only one look so far."""
    frames_dropped: int
    """Answered unseen: what its own message says, or what was seen on the topic, if that is more."""
    running_since: float
    """Seconds since the epoch, as far as the topic still tells."""


class Sessions(msgspec.Struct, frozen=True, kw_only=True):
    """Every session."""

    by_state: dict[str, int]
    running: tuple[RunningSession, ...]
    """The newest first."""


class TopicStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One of our topics."""

    topic: str
    is_there: bool
    records: int
    """How many are kept; of a compacted topic at most so many."""
    records_per_second: float | None
    """Published over the last seconds; None: there was only one look so far."""
    unreadable: int
    """How many of those that this program read are garbage."""


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """What one group of readers, which is a stage's name, has still to read of one topic."""

    group: str
    topic: str
    records: int


class Drops(msgspec.Struct, frozen=True, kw_only=True):
    """Among the newest frames of live sessions, how many came too late to be looked at."""

    live_frames: int
    dropped: int


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was set aside."""

    stage: str
    reason: str
    topic: str
    partition: int
    offset: int
    session: str
    failed_at: float


class DeadLetters(msgspec.Struct, frozen=True, kw_only=True):
    """All that were set aside and are still kept."""

    count: int
    newest: tuple[Letter, ...]
    """The newest first."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """How long frames took over one step: from the step before it to its own end."""

    step: str
    p50_s: float
    p99_s: float


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """How long the newest frames took, from when the ingress got them.

    The camera's own clock is left out: it may be a day off. What ends in `log` is by the broker's clock, all else by
    those of the ingress and the workers.
    """

    delivery: Delivery
    """Of which sessions' frames: of live ones if there are any."""
    frames: int
    steps: tuple[Step, ...]
    """In their order; the last is the whole way."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """A run at one moment."""

    kafka: str
    at: float
    """Seconds since the epoch, by the clock of whoever asked."""
    sessions: Sessions
    topics: tuple[TopicStatus, ...]
    behind: tuple[Behind, ...]
    drops: Drops
    dead_letters: DeadLetters
    latency: Latency | None
    """None: no frame has been answered."""
