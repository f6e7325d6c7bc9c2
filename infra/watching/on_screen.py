"""A session on the whole terminal, redrawn while it goes on; what was found stays when it is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.live import Live

from infra.watching.ending import show_ending
from infra.watching.following import Tell
from infra.watching.screen import screen
from infra.watching.standing import Message, Standing

_REDRAWN_HZ: Final = 10


@contextmanager
def shown_on_screen(console: Console) -> Iterator[Tell]:
    """Show a session from its first message on."""
    newest = Standing()

    def tell(_: Message, __: Standing, now: Standing) -> None:
        nonlocal newest
        newest = now
        if not now.is_over:
            live.start()

    live = Live(
        console=console,
        screen=True,
        refresh_per_second=_REDRAWN_HZ,
        get_renderable=lambda: screen(newest, console.width, console.height),
    )
    try:
        yield tell
    finally:
        live.stop()
        show_ending(newest)
