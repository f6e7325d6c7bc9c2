"""A session as JSON."""

import json

from gateway.examples import DETAIL
from infra.watching.json_lines import json_line
from infra.watching.standing import Message
from tests.infra.watching.heard import CUE, event, hello, view, viewed


def read(message: Message) -> dict[str, object]:
    """A line as a program reads it."""
    line = json_line(message)  # type: ignore[arg-type] # a break is no line
    assert line.count("\n") == 1
    said: dict[str, object] = json.loads(line)
    return said


def test_a_view_has_no_picture_and_its_arrays_are_lists_in_their_shapes() -> None:
    said = json.loads(json_line(view(3)))
    assert {name: said[name] for name in ("type", "frame", "pts")} == {"type": "view", "frame": 3, "pts": 0.1}
    assert set(said) == {"type", "frame", "pts", "poses2d", "poses3d", "form"}
    assert said["poses2d"]["people"][0]["joints_in_image"][25] == [125.0, 50.0]
    assert (said["form"]["type"], said["form"]["angles"]) == ("form.v1", [10.0] * 7)
    assert said["poses3d"]["body"] is None


def test_messages_keep_the_names_that_they_have_on_the_socket() -> None:
    greeted = read(hello(4))
    assert (greeted["type"], greeted["sequence"], greeted["phase"]) == ("hello", 4, "setup")
    happened = json.loads(json_line(event(5, CUE)))
    assert (happened["type"], happened["event"]["type"], happened["event"]["cue"]["text"]) == ("event", "cue", "Deeper")
    changed = json.loads(json_line(event(6, viewed("done"))))
    assert (changed["event"]["type"], changed["event"]["session"]["state"]) == ("session", "done")


def test_the_history_is_what_the_server_shows() -> None:
    said = json.loads(json_line(DETAIL))
    assert (said["type"], len(said["session"]["sets_found"])) == ("history", len(DETAIL.sets_found))
