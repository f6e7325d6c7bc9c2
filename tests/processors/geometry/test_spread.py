"""The measured spreads of lifters."""

import pytest

from contracts.skeleton import JOINTS
from processors.geometry.spread import AngleSpread, spreads_of


def test_an_angle_is_less_sure_the_more_it_bends_and_the_less_it_is_seen() -> None:
    spread = AngleSpread(base_deg=4.0, per_deg=0.1, unseen_deg=6.0)
    assert spread.std_deg(0.0, 1.0) == 4
    assert spread.std_deg(90.0, 1.0) == spread.std_deg(-90.0, 1.0) == 13
    assert spread.std_deg(0.0, 0.5) == pytest.approx(7)


def test_every_joint_but_the_mid_hip_has_a_spread() -> None:
    assert set(spreads_of("blazepose").joints) == set(JOINTS) - {"hip"}
