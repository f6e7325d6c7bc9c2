"""Tables with a row for each frame of each run."""

from typing import Final

from contracts.detections import Detections
from contracts.form import Form
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.table import ANSWERED, MAYBE_WORD, TRACE, WHOSE, WORD, Column, Table
from contracts.topics import DAY_S

PER_FRAME: Final = ("session", "run", "camera", "frame")

FRAME_TABLES: Final[tuple[Table, ...]] = (
    Table(
        name="detections",
        about="Everybody whom the detector sees, a row a frame",
        topic="detections",
        messages=(Detections,),
        columns=(
            *WHOSE,
            Column("tracks", "Array(Int32)", "people.track"),
            Column("boxes_in_image", "Array(Array(Float32))", "people.box_in_image"),
            Column("scores", "Array(Float32)", "people.score"),
            Column("axes_in_image", "Array(Array(Float32))", "people.axis_in_image"),
            Column("looked", "Bool", "looked"),
            Column("dropped", "Bool", "dropped"),
            Column("width", "UInt16", "width"),
            Column("height", "UInt16", "height"),
            *TRACE,
            ANSWERED,
        ),
        order_by=PER_FRAME,
        version="answered_at",
        retention_s=90 * DAY_S,
    ),
    Table(
        name="poses2d",
        about="Joints and bar in the picture, a row a frame",
        topic="poses2d",
        messages=(Poses2d,),
        columns=(
            *WHOSE,
            Column("lifter", "Nullable(Int32)", "lifter"),
            Column("tracks", "Array(Int32)", "people.track"),
            Column("scores", "Array(Float32)", "people.score"),
            Column("joints_in_image", "Array(Array(Float32))", "people.joints_in_image"),
            Column("joint_scores", "Array(Array(Float32))", "people.joint_scores"),
            Column("joints_std_in_image", "Array(Array(Float32))", "people.joints_std_in_image"),
            Column("joints_in_body", "Array(Array(Float32))", "people.joints_in_body"),
            Column("bar_ends_in_image", "Array(Float32)", "bar.ends_in_image"),
            Column("bar_ends_std_in_image", "Array(Float32)", "bar.ends_std_in_image"),
            Column("bar_end_scores", "Array(Float32)", "bar.end_scores"),
            Column("bar_plates_in_image", "Array(Float32)", "bar.plates_in_image"),
            Column("bar_plate_scores", "Array(Float32)", "bar.plate_scores"),
            Column("intrinsics", "Array(Float32)", "intrinsics"),
            Column("gravity_in_camera", "Array(Float32)", "gravity_in_camera"),
            Column("dropped", "Bool", "dropped"),
            Column("width", "UInt16", "width"),
            Column("height", "UInt16", "height"),
            *TRACE,
            ANSWERED,
        ),
        order_by=PER_FRAME,
        version="answered_at",
    ),
    Table(
        name="poses3d",
        about="The lifter and the bar in metres, a row a frame",
        topic="poses3d",
        messages=(Poses3d,),
        columns=(
            *WHOSE,
            Column("track", "Nullable(Int32)", "body.track"),
            Column("joints_in_world", "Array(Float32)", "body.joints_in_world"),
            Column("joints_std_in_world", "Array(Float32)", "body.joints_std_in_world"),
            Column("joint_scores", "Array(Float32)", "body.joint_scores"),
            Column("root_std", "Array(Float32)", "body.root_std"),
            Column("angles_deg", "Array(Float32)", "body.angles"),
            Column("angles_std_deg", "Array(Float32)", "body.angles_std"),
            Column("depth_margin_m", "Nullable(Float32)", "body.depth_margin"),
            Column("depth_margin_std_m", "Nullable(Float32)", "body.depth_margin_std"),
            Column("bar_ends_in_world", "Array(Float32)", "bar.ends_in_world"),
            Column("bar_ends_std_in_world", "Array(Float32)", "bar.ends_std_in_world"),
            Column("gravity", WORD, "gravity"),
            Column("scale", WORD, "scale"),
            Column("dropped", "Bool", "dropped"),
            *TRACE,
            ANSWERED,
        ),
        order_by=PER_FRAME,
        version="answered_at",
    ),
    Table(
        name="form",
        about="What the judge makes of each frame, a row a frame; what it brought lies in the tables below",
        topic="form",
        messages=(Form,),
        columns=(
            *WHOSE,
            Column("lift", MAYBE_WORD, "lift"),
            Column("phase", WORD, "phase"),
            Column("set", "Nullable(UInt16)", "set"),
            Column("rep", "Nullable(UInt16)", "rep"),
            Column("reps", "UInt16", "reps"),
            Column("angles_deg", "Array(Float32)", "angles"),
            Column("angles_std_deg", "Array(Float32)", "angles_std"),
            Column("dropped", "Bool", "dropped"),
            *TRACE,
            ANSWERED,
        ),
        order_by=PER_FRAME,
        version="answered_at",
    ),
)
