"""A network answers the same to the bit without what only unwanted outputs need, and says nothing on stderr."""

import numpy as np
import pytest

from processors.litert import Network
from processors.model_files import path_of
from processors.tflite_cut import cut

ALL = ("Identity", "Identity_1", "Identity_2", "Identity_3", "Identity_4")
WANTED = ("Identity_3", "Identity")


def test_what_is_left_is_the_same_and_in_the_order_asked(capfd: pytest.CaptureFixture[str]) -> None:
    path = path_of("pose_landmark_full")
    tensor = np.random.default_rng(0).random((1, 256, 256, 3)).astype(np.float32)
    whole = dict(zip(ALL, Network(path, ALL, 1).run(tensor), strict=True))
    for name, answer in zip(WANTED, Network(path, WANTED, 1).run(tensor), strict=True):
        assert np.array_equal(answer, whole[name])
    assert capfd.readouterr().err == ""


def test_threads_do_not_change_the_answer() -> None:
    path = path_of("pose_landmark_full")
    tensor = np.random.default_rng(1).random((1, 256, 256, 3)).astype(np.float32)
    one, two = (Network(path, WANTED, threads).run(tensor) for threads in (1, 2))
    assert all(np.array_equal(*pair) for pair in zip(one, two, strict=True))


def test_unwanted_work_is_gone() -> None:
    from ai_edge_litert import schema_py_generated as schema

    model = path_of("pose_landmark_full").read_bytes()
    operators = [
        schema.Model.GetRootAsModel(content, 0).Subgraphs(0).OperatorsLength()
        for content in (cut(model, ALL), cut(model, ALL[:2]))
    ]
    assert operators[1] < operators[0]
