"""Every setting of a process, described once. What counts: a command's flag, else PERFECTFORM_*, else the default."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import environ
from typing import Any, Final, Literal, NamedTuple

import click
from platformdirs import user_data_dir

from infra.stages.cuts import DEFAULT
from processors.model_files import FOLDER_SETTING

Source = Literal["environment", "default"]


class SettingError(ValueError):
    """An environment variable holds what its setting can't be."""


@dataclass(frozen=True)
class Setting:
    """One setting."""

    name: str
    env: str
    default: Callable[[], Any]
    kind: click.ParamType
    """Reads its text."""
    about: str
    flag: str = ""
    """The flag that overrides it, where a command has one."""
    secret: bool = False
    """Whether its value is not to be printed."""


class InForce(NamedTuple):
    """A setting's value, and where it comes from."""

    value: Any
    source: Source


def _models_folder() -> str:
    from processors.model_files import cache_folder

    return str(cache_folder())


MODELS: Final = Setting(
    "models",
    FOLDER_SETTING,
    _models_folder,
    click.Path(file_okay=False),
    "Folder of the model files",
    "models --folder",
)
THREADS: Final = Setting(
    "threads",
    "PERFECTFORM_THREADS",
    lambda: 2,
    click.IntRange(1, 64),
    "Cores that one inference may use",
)
DETECTOR: Final = Setting(
    "detector",
    "PERFECTFORM_DETECTOR",
    lambda: "blazepose",
    click.STRING,
    "Model that finds people; `perfectform models list` tells which there are",
    "analyze --detector",
)
POSE: Final = Setting(
    "pose", "PERFECTFORM_POSE", lambda: "blazepose", click.STRING, "Model that finds their joints", "analyze --pose"
)
LIFTER: Final = Setting(
    "lifter",
    "PERFECTFORM_LIFTER",
    lambda: "perfectform",
    click.STRING,
    "Model that lifts joints into metres",
    "analyze --lifter",
)
SHADOW_DETECTOR, SHADOW_POSE, SHADOW_LIFTER = (
    Setting(
        f"shadow-{role}",
        f"PERFECTFORM_SHADOW_{role.upper()}",
        lambda: "",
        click.STRING,
        f"The {role} of models that run beside a server's: stored, never shown; none: the same",
    )
    for role in ("detector", "pose", "lifter")
)
DEVICE: Final = Setting(
    "device",
    "PERFECTFORM_DEVICE",
    lambda: "cpu",
    click.Choice(["cpu", "cuda"]),
    "What the models run on; one that can't is refused at start",
)
JPEG_QUALITY: Final = Setting(
    "jpeg-quality",
    "PERFECTFORM_JPEG_QUALITY",
    lambda: 90,
    click.IntRange(1, 100),
    "Quality of the pictures on the way to the models, 1 to 100",
)
PROFILE: Final = Setting(
    "profile",
    "PERFECTFORM_PROFILE",
    lambda: "ipf",
    click.STRING,
    "Whose rules count: name of a federation profile",
    "analyze --profile",
)
DATA: Final = Setting(
    "data",
    "PERFECTFORM_DATA",
    lambda: user_data_dir("perfectform"),
    click.Path(file_okay=False),
    "Folder in which a server keeps sessions, videos and results",
    "serve --data",
)
HOST: Final = Setting(
    "host",
    "PERFECTFORM_HOST",
    lambda: "127.0.0.1",
    click.STRING,
    "Address that a server listens on; 0.0.0.0: reached by others, with a token",
    "serve --host",
)
PORT: Final = Setting(
    "port",
    "PERFECTFORM_PORT",
    lambda: 8000,
    click.IntRange(0, 65535),
    "Port that a server listens on; 0: any that is free",
    "serve --port",
)
TLS: Final = Setting(
    "tls",
    "PERFECTFORM_TLS",
    lambda: False,
    click.BOOL,
    "Whether a server speaks https, so that phones may film; with a certificate of its own",
    "serve --tls",
)
TOKEN: Final = Setting(
    "token",
    "PERFECTFORM_TOKEN",
    lambda: "",
    click.STRING,
    "What requests to a server have to show; none: made up wherever others can reach it",
    "serve --token, watch --token, replay --token",
    secret=True,
)
SERVER: Final = Setting(
    "server",
    "PERFECTFORM_SERVER",
    lambda: "http://127.0.0.1:8000",
    click.STRING,
    "Address of the server that is watched, and that files are replayed to",
    "watch --server, replay --to",
)
QUOTA: Final = Setting(
    "quota-gb",
    "PERFECTFORM_QUOTA_GB",
    lambda: None,
    click.FloatRange(min=0, min_open=True),
    "How much a server's data folder may hold, GB; none: what fits on the disk",
    "serve --quota-gb",
)
KEEP: Final = Setting(
    "keep-days",
    "PERFECTFORM_KEEP_DAYS",
    lambda: None,
    click.FloatRange(min=0, min_open=True),
    "How long a server keeps a session from its last change, days; none: until it is deleted",
    "serve --keep-days",
)
KAFKA_PORT: Final = 9092
KAFKA: Final = Setting(
    "kafka",
    "PERFECTFORM_KAFKA",
    lambda: f"127.0.0.1:{KAFKA_PORT}",
    click.STRING,
    "Address of a Kafka broker",
    "topics --kafka",
)
CUTS: Final = Setting(
    "cuts",
    "PERFECTFORM_CUTS",
    lambda: DEFAULT,
    click.STRING,
    "How the stages are shared out to kinds of workers, as detect+pose,lift+judge; render may be one too",
    "up --cuts",
)
MODEL_LIMIT: Final = Setting(
    "model-limit-s",
    "PERFECTFORM_MODEL_LIMIT_S",
    lambda: 10.0,
    click.FloatRange(min=0, min_open=True),
    "How long a worker's models may take for a frame, seconds; then it is answered unseen",
)
HEALTH: Final = Setting(
    "health",
    "PERFECTFORM_HEALTH",
    lambda: "",
    click.STRING,
    "Where a worker tells how it stands, HOST:PORT",
    "worker --health",
)
DATABASE: Final = Setting(
    "database",
    "PERFECTFORM_DATABASE",
    lambda: "",
    click.STRING,
    "A ClickHouse's address, http://user:password@host:8123/name, or a folder for one in the process",
    "gateway --database, sink --database",
    secret=True,
)
LOG_LEVEL: Final = Setting(
    "log-level",
    "PERFECTFORM_LOG_LEVEL",
    lambda: None,
    click.Choice(["debug", "info", "warning", "error"], case_sensitive=False),
    "From which severity on messages are printed; none: info where a process goes on, warning elsewhere",
)
SETTINGS: Final = (
    MODELS,
    DETECTOR,
    POSE,
    LIFTER,
    SHADOW_DETECTOR,
    SHADOW_POSE,
    SHADOW_LIFTER,
    DEVICE,
    THREADS,
    JPEG_QUALITY,
    PROFILE,
    DATA,
    HOST,
    PORT,
    TLS,
    TOKEN,
    SERVER,
    QUOTA,
    KEEP,
    KAFKA,
    CUTS,
    MODEL_LIMIT,
    HEALTH,
    DATABASE,
    LOG_LEVEL,
)


def in_force(setting: Setting, environment: Mapping[str, str] = environ) -> InForce:
    """Give a setting's value without a flag, and why it is that.

    Raises:
        SettingError: the environment variable can't be read; names it.
    """
    text = environment.get(setting.env)
    if not text:
        return InForce(setting.default(), "default")
    try:
        return InForce(setting.kind.convert(text, None, None), "environment")
    except click.BadParameter as error:
        raise SettingError(f"{setting.env}: {error.message.rstrip('.')}; correct it or unset it") from error
