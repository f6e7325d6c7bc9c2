"""A backend in one new file is tested by its family's conformance suite with no other edit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
SUITES = {
    "detectors": "detectors/test_detector_conformance.py",
    "pose2d": "pose2d/test_pose2d_conformance.py",
    "lifters": "lifters/test_lifter_conformance.py",
}
ADDED = """
from processors.{family} import blazepose

{weights}
REVISION = 1


def load(device="cpu", threads=2):
    return blazepose.load(device{threads})
"""
PLUGIN = """
import processors.{family} as family
import tests.processors.weights as weights

family.__path__.append({folder!r})
weights.MADE_UP.clear()  # nothing here needs them, and to make them takes long
"""


@pytest.mark.parametrize("family", SUITES)
def test_it_runs_the_familys_suite(shared: Path, tmp_path: Path, family: str) -> None:
    assert shared.is_dir()
    weights, threads = ("", "") if family == "lifters" else ("MODEL_FILE = blazepose.MODEL_FILE", ", threads")
    (tmp_path / "t_added.py").write_text(ADDED.format(family=family, weights=weights, threads=threads))
    (tmp_path / "adds_it.py").write_text(PLUGIN.format(family=family, folder=str(tmp_path)))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "adds_it", "-p", "no:cacheprovider", "-k", "t_added"]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, f"tests/processors/{SUITES[family]}"],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(CHECKOUT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    passed = int(done.stdout.rsplit(" passed", 1)[0].rsplit(maxsplit=1)[-1])
    assert passed >= 12, done.stdout
