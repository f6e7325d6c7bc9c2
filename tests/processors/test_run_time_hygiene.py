"""Libraries of models stay where they are needed, and do nothing by themselves at run time."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "ultralytics", "mmpose", "mmengine", "openvino", "mediapipe")
CACHES = {"matplotlib", "YAPF"}
"""Folders in which libraries keep what they have worked out once: fonts, a grammar; nothing of anybody."""
OFFLINE = """
import json, os, socket, subprocess, sys
said = []
def refuse(what):
    def refused(*args, **_):
        said.append(f"{what} {args[:2]}")
        raise OSError("there is no network here")
    return refused
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse(name))
socket.getaddrinfo = refuse("look up")
socket.create_connection = refuse("connect")
real = subprocess.Popen.__init__
def start(self, args, *rest, **named):
    if "pip" in str(args) or "uv" in str(args).split("/")[-1]:
        said.append(f"start {args}")
    return real(self, args, *rest, **named)
subprocess.Popen.__init__ = start
import numpy as np
from infra.models import backends
from processors.detectors import Found
from processors.picture import Picture
from processors.pose2d import Ask
from tests.processors.looks import looks
family, name = sys.argv[1:]
model = backends.load(family, name, threads=1)
picture = Picture(bgr=np.zeros((96, 64, 3), np.uint8))
if family == "detectors":
    model.detect([picture])
elif family == "pose2d":
    model.estimate([Ask(picture, Found((0.0, 0.0, 64.0, 96.0), 1.0))])
else:
    model.lift(b"", None, looks(0.1))
print("SAID", json.dumps(said))
"""


def ran(code: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    import os

    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_product_imports_no_heavy_library_unless_a_model_of_it_is_chosen() -> None:
    code = (
        "import sys\nfrom infra.models.chosen import Chosen\nfrom infra.models import model_table\n"
        "Chosen().run()\nChosen().stages(1)\nlist(model_table.rows())\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = ran(code)
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr


@pytest.mark.parametrize(
    ("family", "name", "needs"),
    [
        ("detectors", "blazepose", "ai_edge_litert"),
        ("detectors", "rtmdet", "onnxruntime"),
        ("detectors", "yolo", "ultralytics"),
        ("pose2d", "yolo_pose", "ultralytics"),
        ("pose2d", "rtmpose", "mmpose"),
        ("lifters", "videopose3d", "mmpose"),
        ("lifters", "perfectform", "onnxruntime"),
    ],
)
def test_a_model_runs_with_the_network_off_and_keeps_to_itself(
    weights: Path, tmp_path: Path, family: str, name: str, needs: str
) -> None:
    if importlib.util.find_spec(needs) is None:
        pytest.skip(f"{needs} is not installed: `make test SET=models` brings it")
    home = tmp_path / "home"
    home.mkdir()
    done = ran(OFFLINE, family, name, HOME=str(home), XDG_CONFIG_HOME=str(home), PERFECTFORM_MODELS=str(weights))
    assert done.returncode == 0, done.stderr
    said = next(line for line in done.stdout.splitlines() if line.startswith("SAID "))
    assert json.loads(said.removeprefix("SAID ")) == []
    assert [str(path) for path in home.rglob("*") if path.is_file() and not CACHES & set(path.parts)] == []
