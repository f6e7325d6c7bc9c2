"""A session on a terminal of any size."""

import io

import pytest
from rich.console import Console

from infra.watching.live_socket import Break
from infra.watching.screen import screen
from infra.watching.standing import Standing
from tests.infra.watching.heard import CUE, STARTED, event, hello, rep_ended, standing_after, view


def drawn(standing: Standing, width: int, height: int) -> list[str]:
    """What stands on a terminal."""
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True, color_system=None)
    with console.capture() as captured:
        console.print(screen(standing, width, height))
    return captured.get().splitlines()


def running(name: str = "squat.mp4") -> Standing:
    """A session with more reps than there is room for."""
    reps = (event(index + 3, rep_ended(index)) for index in range(40))
    views = (view(frame, 3.0 * (frame % 40)) for frame in range(200))
    return standing_after(
        hello(name=name, frames=50, frames_expected=100), event(1, STARTED), event(2, CUE), *reps, *views
    )


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 24), (200, 60), (80, 10), (20, 5), (1, 1)])
def test_it_fits(width: int, height: int) -> None:
    for standing in (running(), running("x" * 300), Standing(), standing_after(hello())):
        lines = drawn(standing, width, height)
        assert len(lines) <= height
        assert all(len(line) <= width for line in lines)


def test_everything_is_there_at_80_by_24() -> None:
    text = "\n".join(drawn(running(), 80, 24))
    for part in ("squat.mp4", "running, 50%", "Descent", "Knee, left", "Hip, left", "150 ┤", "FAULT: depth", "Deeper"):
        assert part in text
    assert "40 " in text


def test_a_narrow_one_has_no_room_for_the_hip() -> None:
    text = "\n".join(drawn(running(), 40, 24))
    assert "Knee" in text
    assert "Hip" not in text


def test_a_name_is_shown_as_it_is() -> None:
    text = "\n".join(drawn(running("[bold]a[/bold]\x1b[2J[link=x].mp4"), 80, 24))
    assert "[bold]a[/bold]\ufffd[2J[link=x].mp4" in text


def test_a_server_that_has_gone_is_said() -> None:
    assert "waiting for the server" in drawn(standing_after(hello(), Break.AWAY), 80, 24)[0]
