"""While a set is watched, its picture, the skeleton on it, the angles and the time are of one frame."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from contracts.arrays import floats
from contracts.skeleton import JOINTS
from contracts.vocabulary import ANGLES
from tests.browser.dashboard import LIMIT_MS, Dashboard
from tests.browser.looking import Sample, seen, start_looking
from tests.browser.numbered import FRAMES, HEIGHT, SLOW_FPS, WIDTH, slow
from tests.browser.test_one_frame import seconds

_FROM_X: Final = WIDTH / 6 + 16
"""In the grey between the corners of the uppermost row."""
_Y: Final = HEIGHT / 12
_X_A_FRAME: Final = 3.0


def test_what_is_seen_live_is_of_one_frame(tmp_path: Path, page: Page, dashboard: Dashboard) -> None:
    drawn: list[int] = []
    page.route_web_socket("**/live/*", lambda socket: mark_frames(socket, drawn))
    dashboard.open_home()
    start_looking(page, "live")
    dashboard.drop(slow(tmp_path / "numbered.mp4"))
    expect(dashboard.told).to_be_visible(timeout=LIMIT_MS)
    samples = [sample for sample in seen(page) if sample.number is not None and sample.said["mark"] is not None]
    for sample in samples:
        check(sample)
    assert len({sample.told for sample in samples}) > 10
    assert drawn == sorted(drawn)


def mark_frames(socket: WebSocketRoute, drawn: list[int]) -> None:
    """Let each part of a view say of which frame it is: nobody is in these pictures, so what it says stands out."""
    server = socket.connect_to_server()
    server.on_message(lambda message: socket.send(_marked(message, drawn)))


def _marked(message: str | bytes, drawn: list[int]) -> bytes:
    assert isinstance(message, bytes)
    view = msgspec.msgpack.decode(message)
    if view["type"] != "view":
        return message
    drawn.append(view["frame"])
    view["poses2d"] = {**view["poses2d"], "people": [_person(view["poses2d"]["frame"])], "lifter": 1}
    told = floats([float(view["form"]["frame"])] * len(ANGLES))
    view["form"] = {**view["form"], "angles": told, "angles_std": floats([1.0] * len(ANGLES))}
    return msgspec.msgpack.encode(view)


def _person(frame: int) -> Mapping[str, Any]:
    """Somebody of whom one joint is seen, at a place that says the frame."""
    x = _FROM_X + frame * _X_A_FRAME
    return {
        "track": 1,
        "score": 1.0,
        "joints_in_image": floats([[x, _Y]] * len(JOINTS)),
        "joint_scores": floats([1.0] + [0.0] * (len(JOINTS) - 1)),
        "joints_std_in_image": None,
    }


def check(sample: Sample) -> None:
    """The number in the picture is the frame that all else is of."""
    frame = sample.number
    assert frame is not None
    assert frame < FRAMES
    assert sample.told == frame
    assert (sample.said["mark"] - _FROM_X) / _X_A_FRAME == pytest.approx(frame, abs=0.45)
    assert sample.said["angle"] == f"{frame}°"
    assert seconds(sample.time) == pytest.approx(frame / SLOW_FPS, abs=0.006)
