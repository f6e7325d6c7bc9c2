"""A session as lines of text, each when it happens: for a pipe, a file, or a terminal that can't be drawn on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from contracts.form import CueFired, FormEvent, RepEnded, SetEnded, SetStarted
from gateway.live_messages import LiveEvent, SessionChanged
from gateway.views import SessionDetail
from infra.printable import printable
from infra.results.shown_rep import counted, cue_line, rep_line
from infra.watching.ending import show_ending
from infra.watching.following import Tell
from infra.watching.live_socket import Break
from infra.watching.standing import Message, Standing
from infra.watching.words import name_of, state_of

AWAY: Final = "The server has gone; waiting for it to come back. Ctrl-C ends this."
ANEW: Final = "It begins anew: what was told so far counts no more."


@contextmanager
def shown_as_lines() -> Iterator[Tell]:
    """Print what happens on standard output, breaks of the connection on stderr, and at the end what was found."""
    newest = Standing()

    def tell(message: Message, before: Standing, now: Standing) -> None:
        nonlocal newest
        newest = now
        for line in lines(message, before, now):
            click.echo(line, err=message is Break.AWAY)

    yield tell
    show_ending(newest)


def lines(message: Message, before: Standing, now: Standing) -> Iterator[str]:
    """Say what is new, if anything is."""
    if message is Break.AWAY:
        yield AWAY
    if before.sets and not now.sets and not isinstance(message, SessionDetail):
        yield ANEW
    if _state(before) != _state(now) and now.session is not None and not now.is_over:
        yield f"{name_of(now.session)}: {state_of(now.session)}"
    if isinstance(message, LiveEvent) and not isinstance(message.event, SessionChanged):
        yield from map(printable, _happened(message.event))


def _state(standing: Standing) -> str | None:
    """Say how far it is, but for the share of it that is done."""
    return None if standing.session is None else state_of(standing.session).split(", ")[0]


def _happened(event: FormEvent) -> Iterator[str]:
    """Say what a frame brought; what a rep's own line tells again is left to it."""
    if isinstance(event, SetStarted):
        yield f"Set {event.set + 1}, {event.lift}: began at {event.start_s:.1f} s"
    elif isinstance(event, SetEnded):
        yield f"Set {event.set + 1}, {event.lift}: over at {event.end_s:.1f} s, {counted(event.reps)}"
    elif isinstance(event, CueFired):
        yield cue_line(event.rep, event.cue)
    elif isinstance(event, RepEnded):
        yield rep_line(event.rep)
