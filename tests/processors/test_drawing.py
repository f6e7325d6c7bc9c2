"""What stands in a drawn picture, and how it shows that something is uncertain."""

from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from contracts.skeleton import INDEX
from contracts.vocabulary import ANGLES, Lift, Phase, Severity
from processors.drawing.cue import draw_cue, fit
from processors.drawing.draw import draw
from processors.drawing.scene import Scene
from processors.drawing.style import bgr, style
from processors.drawing.text import text_width
from tests.processors.scenes import bar, cue, form, person, poses2d, poses3d, standing

SIZES = [(720, 1280), (1280, 720), (320, 240), (240, 320), (3840, 2160), (64, 64)]
GREY = 120


def ground(width: int = 640, height: int = 480) -> NDArray[np.uint8]:
    return np.full((height, width, 3), GREY, np.uint8)


def change(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.int_]:
    return np.asarray(np.abs(after.astype(int) - before).max(axis=2))


def at(picture: NDArray[np.uint8], point: NDArray[np.float32]) -> tuple[int, ...]:
    x, y = np.round(point).astype(int)
    return tuple(int(value) for value in picture[y, x])


def strength(scene: Scene) -> float:
    """How much a scene changes a picture, all pixels together."""
    return float(change(ground(), draw(ground(), scene)).sum())


def test_the_pixels_that_came_in_stay_as_they_are() -> None:
    before = ground()
    before.flags.writeable = False
    after = draw(before, Scene(poses2d(person(standing())), poses3d(), form(shown=cue())))
    assert (before == GREY).all()
    assert after.shape == before.shape
    assert change(before, after).any()


def test_nothing_known_is_nothing_drawn() -> None:
    assert (draw(ground(), Scene()) == GREY).all()
    assert (draw(ground(), Scene(poses2d(lifter=None))) == GREY).all()


def test_certain_joints_are_opaque_in_the_colour_of_their_side() -> None:
    joints = standing()
    drawn = draw(ground(), Scene(poses2d(person(joints))))
    assert at(drawn, joints[INDEX["left_knee"]]) == bgr(style().colours.left)
    assert at(drawn, joints[INDEX["right_knee"]]) == bgr(style().colours.right)
    assert at(drawn, joints[INDEX["neck"]]) == bgr(style().colours.middle)
    thigh = (joints[INDEX["left_hip"]] + joints[INDEX["left_knee"]]) / 2
    assert at(drawn, thigh) == bgr(style().colours.left)


def test_a_dark_edge_lets_lines_read_on_a_bright_background() -> None:
    white = np.full((960, 1280, 3), 255, np.uint8)
    joints = standing(1280, 960)
    drawn = draw(white, Scene(poses2d(person(joints))))
    x, y = np.round((joints[INDEX["neck"]] + joints[INDEX["hip"]]) / 2).astype(int)
    assert drawn[y, x - 8 : x + 9].max(axis=1).min() < 60


def test_the_less_certain_the_fainter_and_score_0_is_not_drawn() -> None:
    drawn = [strength(Scene(poses2d(person(standing(), score)))) for score in (0.9, 0.55, 0.4, 0.21, 0.0)]
    assert drawn == sorted(drawn, reverse=True)
    assert len(set(drawn)) == len(drawn)
    assert drawn[-1] == 0


def test_a_wide_standard_deviation_fades_whatever_the_score() -> None:
    in_image = [strength(Scene(poses2d(person(standing(), std_px=std)))) for std in (1.0, 12.0, 40.0)]
    in_world = [strength(Scene(poses2d(person(standing())), poses3d(std))) for std in (0.02, 0.09, 0.3)]
    for drawn in (in_image, in_world):
        assert drawn[0] > drawn[1] > drawn[2] > 0


def test_only_the_joint_that_is_missing_is_left_out() -> None:
    joints, scores = standing(), np.full(26, 0.95, np.float32)
    scores[INDEX["left_wrist"]] = 0
    drawn = draw(ground(), Scene(poses2d(person(joints, scores))))
    assert at(drawn, joints[INDEX["left_wrist"]]) == (GREY, GREY, GREY)
    assert at(drawn, joints[INDEX["left_elbow"]]) == bgr(style().colours.left)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 1e9, -1e9])
def test_joints_that_are_nowhere_harm_nothing(wrong: float) -> None:
    joints = standing()
    joints[INDEX["left_wrist"]] = wrong
    drawn = draw(ground(), Scene(poses2d(person(joints), bar=bar((320, wrong), 100))))
    assert at(drawn, joints[INDEX["right_knee"]]) == bgr(style().colours.right)


def test_other_people_are_faint_grey() -> None:
    joints = standing(at=0.25)
    drawn = draw(ground(), Scene(poses2d(person(joints, track=2))))
    spine = at(drawn, (joints[INDEX["neck"]] + joints[INDEX["hip"]]) / 2)
    assert GREY < min(spine) < max(spine) < max(bgr(style().colours.others))
    assert max(spine) - min(spine) < 20


def test_the_bar_and_its_plates_are_drawn_where_they_are() -> None:
    drawn = draw(ground(1280, 960), Scene(poses2d(bar=bar((640, 200), 240))))
    assert at(drawn, np.array((640, 200), np.float32)) == bgr(style().colours.bar)
    assert at(drawn, np.array((800, 140), np.float32)) == bgr(style().colours.bar)
    assert at(drawn, np.array((800, 170), np.float32)) == (GREY, GREY, GREY)
    faint = strength(Scene(poses2d(bar=bar((320, 100), 120, score=0.3))))
    assert 0 < faint < strength(Scene(poses2d(bar=bar((320, 100), 120))))


@pytest.mark.parametrize("size", SIZES[:-1])
@pytest.mark.parametrize(
    "text",
    ["Tiefer!", "Go deeper", "Push your knees out over your toes", "Knie nach außen drücken, Brust hoch", "W" * 12],
)
def test_every_cue_fits_inside_its_margins(size: tuple[int, int], text: str) -> None:
    before = ground(*size)
    after = before.copy()
    draw_cue(after, cue(text))
    changed = change(before, after) > 0
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    margin = round(style().cue.margin_of_short * min(size))
    assert margin <= columns[0] + 1 <= columns[-1] <= size[0] - margin
    assert rows[0] > size[1] / 2
    assert size[1] - margin - 1 <= rows[-1] <= size[1] - margin


@pytest.mark.parametrize("size", SIZES)
def test_words_of_a_cue_are_never_cut_and_short_ones_read_from_afar(size: tuple[int, int]) -> None:
    layout = fit("Go deeper", size[1], size[0])
    assert " ".join(layout.lines) == "Go deeper"
    assert layout.size_px >= min(size) / 16
    assert max(text_width(line, layout.size_px, style().cue.weight) for line in layout.lines) <= size[0]


def test_a_long_cue_breaks_before_it_becomes_small() -> None:
    layout = fit("Push your knees out over your toes", 1280, 660)
    assert len(layout.lines) == 2
    assert layout.size_px >= 1280 / 40


@pytest.mark.parametrize("severity", get_args(Severity))
def test_the_chip_says_how_much_a_cue_matters(severity: Severity) -> None:
    drawn = draw(ground(), Scene(form=form(shown=cue(severity=severity))))
    colour = np.array(bgr(style().cue.severities[severity].background))
    assert (drawn == colour).all(axis=2).sum() > 3000


@pytest.mark.parametrize("size", SIZES[:-1])
def test_the_panel_fits_into_its_corner(size: tuple[int, int]) -> None:
    before = ground(*size)
    changed = change(before, draw(before, Scene(form=form()))) > 0
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    margin = round(style().panel.margin_of_short * min(size))
    assert (rows[0], columns[0]) == (margin, margin)
    assert columns[-1] <= size[0] * 0.64
    assert rows[-1] <= size[1] * 0.4


def test_the_panel_stands_still_while_its_numbers_change() -> None:
    first, second = form(), form(angles=(4, -1, np.nan, 9, 0, 0, 1))
    boxes = []
    for said in (first, second):
        changed = change(ground(), draw(ground(), Scene(form=said))) > 0
        boxes.append((np.flatnonzero(changed.any(axis=1))[[0, -1]], np.flatnonzero(changed.any(axis=0))[[0, -1]]))
    assert np.array_equal(boxes[0], boxes[1])


def test_an_angle_that_can_hardly_be_told_is_written_quietly() -> None:
    loud, quiet = form(), form(angles_std=(30.0,) * 7)
    white = [
        (draw(ground(), Scene(form=said)) == np.array(bgr(style().panel.text))).all(axis=2).sum()
        for said in (loud, quiet)
    ]
    assert white[1] < 0.7 * white[0]


def test_the_description_has_a_word_and_a_look_for_everything_in_the_vocabulary() -> None:
    panel = style().panel
    assert set(panel.phases) == set(get_args(Phase))
    assert set(panel.rows) == {*get_args(Lift), "unknown"}
    angles = {angle.removesuffix("_left").removesuffix("_right") for angle in ANGLES}
    assert {name for rows in panel.rows.values() for name in rows} <= angles
    assert angles <= set(panel.labels)
    assert set(style().cue.severities) == set(get_args(Severity))


def test_the_smallest_picture_is_drawn_into_too() -> None:
    scene = Scene(poses2d(person(standing(16, 16)), bar=bar((8, 4), 6)), poses3d(), form(shown=cue()))
    assert draw(ground(16, 16), scene).shape == (16, 16, 3)
