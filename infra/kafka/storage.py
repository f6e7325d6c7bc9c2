"""A broker's data folder: made ready for Kafka once, and kept from a Kafka older than the one that wrote it."""

import secrets
import shutil
import subprocess
from pathlib import Path
from typing import BinaryIO, Final

from infra.kafka.broker_error import BrokerError
from infra.kafka.broker_folder import BrokerFolder
from infra.kafka.broker_settings import Ports, write_settings
from infra.kafka.dying_words import why
from infra.kafka.jars import kafka_version
from infra.kafka.java import kafka_command

_UNFINISHED: Final = "data.part"
_SETTINGS: Final = "format.properties"
_HEAP_MB: Final = 64


def prepare(folder: BrokerFolder, jars: Path, ports: Ports, lock: BinaryIO) -> None:
    """Format the data folder where there is none, and note which Kafka writes it from now on.

    Args:
        folder: the broker's.
        jars: the Kafka that is about to run.
        ports: what the broker listens on; the controller's is written into the data.
        lock: the folder's, held; what runs here holds it too.

    Raises:
        BrokerError: the data is no broker's, or a newer Kafka's.
    """
    if folder.data.exists():
        _check(folder, kafka_version(jars))
    else:
        _format(folder, jars, ports, lock)
    _version_file(folder).write_text(kafka_version(jars), encoding="ascii")


def _check(folder: BrokerFolder, ours: str) -> None:
    if not (folder.data / "meta.properties").is_file():
        raise BrokerError(f"{folder.data} holds something else than a broker's data: choose another folder")
    version_file = _version_file(folder)
    wrote = version_file.read_text(encoding="ascii") if version_file.is_file() else ours
    if _parts(wrote) > _parts(ours):
        raise BrokerError(
            f"{folder.data} was written by Kafka {wrote}, and this is the older {ours}, which can't read it: "
            "choose another folder, or update Perfect Form"
        )


def _format(folder: BrokerFolder, jars: Path, ports: Ports, lock: BinaryIO) -> None:
    """Have Kafka write its first files, whole or not at all."""
    unfinished = folder.path / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    write_settings(folder.path, ports, data=_UNFINISHED, name=_SETTINGS)
    # An id may begin with "-", so it has to stand behind "=".
    arguments = ("format", "--standalone", f"--cluster-id={secrets.token_urlsafe(16)}", "--config", _SETTINGS)
    ran = subprocess.run(  # noqa: S603 - Java, with our own arguments
        kafka_command(jars, "kafka.tools.StorageTool", *arguments, heap_mb=_HEAP_MB),
        cwd=folder.path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        pass_fds=(lock.fileno(),),
        check=False,
    )
    if ran.returncode:
        raise BrokerError(f"{folder.data} can't be made ready for a broker: {why(ran.stdout + ran.stderr)}")
    unfinished.rename(folder.data)
    (folder.path / _SETTINGS).unlink()


def _version_file(folder: BrokerFolder) -> Path:
    return folder.path / "version"


def _parts(version: str) -> tuple[int, ...]:
    """Make versions comparable: 4.10.0 is newer than 4.9.1."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
