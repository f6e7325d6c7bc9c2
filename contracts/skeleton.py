"""The one skeleton of the project: Halpe-26, its order, its bones and its sides.

Source: the Halpe Full-Body dataset's 26 body keypoints (Fang et al., AlphaPose), the order that RTMPose uses too.
`neck` and `hip` are midpoints where a model doesn't give them; any other joint that a model doesn't give has score 0.
"""

from typing import Final

JOINTS: Final[tuple[str, ...]] = (
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "head",
    "neck",
    "hip",
    "left_big_toe",
    "right_big_toe",
    "left_small_toe",
    "right_small_toe",
    "left_heel",
    "right_heel",
)
"""Names by index; `left` and `right` are the person's own."""

INDEX: Final[dict[str, int]] = {name: index for index, name in enumerate(JOINTS)}

BONES: Final[tuple[tuple[str, str], ...]] = (
    ("head", "neck"),
    ("nose", "neck"),
    ("neck", "left_shoulder"),
    ("neck", "right_shoulder"),
    ("left_shoulder", "left_elbow"),
    ("right_shoulder", "right_elbow"),
    ("left_elbow", "left_wrist"),
    ("right_elbow", "right_wrist"),
    ("neck", "hip"),
    ("hip", "left_hip"),
    ("hip", "right_hip"),
    ("left_hip", "left_knee"),
    ("right_hip", "right_knee"),
    ("left_knee", "left_ankle"),
    ("right_knee", "right_ankle"),
    ("left_ankle", "left_heel"),
    ("right_ankle", "right_heel"),
    ("left_ankle", "left_big_toe"),
    ("right_ankle", "right_big_toe"),
    ("left_heel", "left_big_toe"),
    ("right_heel", "right_big_toe"),
)
"""Pairs of joints that a picture joins by a line."""
