"""A session in lines."""

from infra.watching.lines import ANEW, AWAY, lines
from infra.watching.live_socket import Break
from infra.watching.standing import Message, Standing, after
from tests.infra.watching.heard import CUE, STARTED, event, hello, rep_ended, view, viewed


def said(*messages: Message) -> list[str]:
    """All lines about these messages."""
    standing = Standing()
    all_lines: list[str] = []
    for message in messages:
        before, standing = standing, after(standing, message)
        all_lines += lines(message, before, standing)
    return all_lines


def test_each_thing_is_said_when_it_happens() -> None:
    assert said(
        hello(0, "queued", name="squat.mp4"),
        event(1, viewed("running", 1001, name="squat.mp4")),
        event(2, viewed("running", 1002, name="squat.mp4", frames=5)),
        view(0),
        event(3, STARTED),
        event(4, CUE),
        event(5, rep_ended(0)),
        Break.AWAY,
        hello(5, name="squat.mp4"),
        event(6, viewed("done", 1003)),
    ) == [
        "squat.mp4: waiting",
        "squat.mp4: running",
        "Set 1, squat: began at 0.5 s",
        "Rep 1, 2.00 s: Deeper (major: 3 cm high)",
        "Rep 1, 2.00 s: depth -, knee -, down / up 1.0 / - s; FAULT: depth",
        AWAY,
    ]


def test_what_no_longer_counts_is_taken_back() -> None:
    told = said(hello(), event(1, STARTED), event(2, viewed("uploaded", 1001)), event(3, viewed("queued", 1002)))
    assert told[1:] == ["Set 1, squat: began at 0.5 s", ANEW, "a: waiting"]


def test_what_would_steer_the_terminal_is_shown_as_a_mark() -> None:
    assert said(hello(name="\x1b[2Ja\x9b\r\n.mp4")) == ["\ufffd[2Ja\ufffd\ufffd\ufffd.mp4: running"]
