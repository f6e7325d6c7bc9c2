"""Every table, described once: what the sink writes and the gateway reads."""

from typing import Final

from contracts.dead_letters import DeadLetter
from contracts.form_tables import FORM_TABLES
from contracts.frame_tables import FRAME_TABLES
from contracts.run import Run
from contracts.sessions import Session
from contracts.table import WHEN, WORD, Column, Table
from contracts.topics import DAY_S

SESSIONS: Final = Table(
    name="sessions",
    about="Sessions, each as its newest message tells it",
    topic="sessions",
    messages=(Session,),
    columns=(
        Column("session", "String", "session"),
        Column("state", WORD, "state"),
        Column("reason", "String", "reason"),
        Column("name", "String", "name"),
        Column("owner", "String", "owner"),
        Column("lifter", "String", "lifter"),
        Column("lift", WORD, "lift"),
        Column("load_kg", "Nullable(Float32)", "load_kg"),
        Column("height_m", "Nullable(Float32)", "height_m"),
        Column("plate_diameter_m", "Float32", "plate_diameter_m"),
        Column("profile", WORD, "profile"),
        Column("lifter_hint_frame", "Nullable(UInt32)", "lifter_hint.frame"),
        Column("lifter_hint_in_image", "Array(Float32)", "lifter_hint.point_in_image"),
        Column("video_width", "Nullable(UInt32)", "video.width"),
        Column("video_height", "Nullable(UInt32)", "video.height"),
        Column("video_duration_s", "Nullable(Float64)", "video.duration_s"),
        Column("video_fps", "Nullable(Float64)", "video.fps"),
        Column("delivery", WORD, "delivery"),
        Column("cameras", "Array(String)", "cameras"),
        Column("parent", "Nullable(String)", "parent"),
        Column("beside", "Nullable(String)", "beside"),
        Column("runs", "Array(String)", "runs", "Here: their ids; what they are stands in the table `runs`"),
        Column("frames", "UInt32", "frames"),
        Column("frames_expected", "Nullable(UInt32)", "frames_expected"),
        Column("frames_dropped", "UInt32", "frames_dropped"),
        Column("created_at", WHEN, "created_at"),
        Column("updated_at", WHEN, "updated_at"),
        Column("media", "Nullable(String)", "media"),
        Column("notes", "String", "notes"),
    ),
    order_by=("session",),
    version="updated_at",
)

RUNS: Final = Table(
    name="runs",
    about="What shaped the answers: each run of each session",
    topic="sessions",
    messages=(Session,),
    each="runs",
    kinds=(Run,),
    columns=(
        Column("session", "String", "session"),
        Column("run", WORD, "runs", "Here: the run's id"),
        Column("models", f"Map({WORD}, String)", "runs.models"),
        Column("lift", WORD, "runs.lift"),
        Column("height_m", "Nullable(Float32)", "runs.height_m"),
        Column("plate_diameter_m", "Float32", "runs.plate_diameter_m"),
        Column("profile", WORD, "runs.profile"),
        Column("lifter_hint_frame", "Nullable(UInt32)", "runs.lifter_hint.frame"),
        Column("lifter_hint_in_image", "Array(Float32)", "runs.lifter_hint.point_in_image"),
        Column("updated_at", WHEN, "updated_at"),
    ),
    order_by=("session", "run"),
    version="updated_at",
)

DEAD_LETTERS: Final = Table(
    name="dead_letters",
    about="Messages that a stage could not answer, each with its reason",
    topic="dead_letters",
    messages=(DeadLetter,),
    columns=(
        Column("stage", WORD, "stage"),
        Column("version", WORD, "version"),
        Column("reason", "String", "reason"),
        Column("topic", WORD, "topic"),
        Column("partition", "Int32", "partition"),
        Column("offset", "Int64", "offset"),
        Column("last_offset", "Nullable(Int64)", "last_offset"),
        Column("key", "String", "key"),
        Column("value", "String", "value"),
        Column("headers", "Map(String, String)", "headers"),
        Column("failed_at", WHEN, "failed_at"),
    ),
    order_by=("stage", "topic", "partition", "offset"),
    version="failed_at",
    retention_s=30 * DAY_S,
)

TABLES: Final[tuple[Table, ...]] = (*FRAME_TABLES, *FORM_TABLES, SESSIONS, RUNS, DEAD_LETTERS)

TABLE: Final[dict[str, Table]] = {table.name: table for table in TABLES}

NOT_STORED: Final[dict[str, str]] = {
    "frame.v1": "the sink reads every topic but `frames`, which is the store of its pictures",
    "rendered.v1": "a drawn picture can be drawn again from what is stored",
    "end.v1": "the session's state and its count of frames say that it is over",
    "form.v1.cue": "it shows for a while what the row of the event `cue` says once",
    "form_end.v1.reason": "the session's state and reason say how it ended",
    "form_end.v1.trace": "no picture belongs to it, and `answered_at` of its rows says when it was told",
    "poses2d.v1.lifter_box_in_image": "it follows from the lifter's joints, and without them from `detections`",
    "run.v1": "it stands by itself nowhere; those of a session are rows of `runs`",
    "state.v1": "it is of use to the stages alone, which read the topic itself",
    "report.v1": "it is a file, not a topic",
}
"""Messages, and fields of messages by their path, that no table holds, each with the reason."""
