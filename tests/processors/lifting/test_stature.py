"""How tall the body looks: from legs and trunk, not fooled by one wild frame."""

import numpy as np

from processors.lifting.stature import follow, statures
from tests.processors.bodies import HEIGHT_M, body_in_world


def one(value: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array(value)


def test_a_standing_body_looks_as_tall_as_it_is() -> None:
    assert np.isclose(statures(body_in_world()[:, :2], np.ones(26)), HEIGHT_M, rtol=0.02)


def test_one_leg_is_enough_and_none_is_not() -> None:
    scores = np.ones(26)
    scores[13] = 0
    assert np.isclose(statures(body_in_world()[:, :2], scores), HEIGHT_M, rtol=0.02)
    scores[14] = 0
    assert np.isnan(statures(body_in_world()[:, :2], scores))


def test_it_grows_quickly_and_shrinks_slowly() -> None:
    assert float(follow(one(1.0), one(1.1), one(0.3))) > 1.04
    assert float(follow(one(1.0), one(0.5), one(0.3))) > 0.97


def test_one_wild_frame_hardly_counts() -> None:
    assert float(follow(one(1.0), one(9.0), one(0.033))) < 1.01


def test_the_first_counts_whole_and_an_unknown_one_not() -> None:
    assert float(follow(one(0.0), one(0.7), one(0.0))) == 0.7
    assert float(follow(one(0.7), one(float("nan")), one(0.1))) == 0.7
