"""The settings file in a broker's folder: our server.properties with the ports that this broker keeps."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

from infra.kafka.ports import free_port

SETTINGS: Final = "server.properties"
LOGGING: Final = "log4j2.xml"
_LISTENERS: Final = re.compile(r"^listeners=PLAINTEXT://[\d.]+:(\d+),CONTROLLER://[\d.]+:(\d+)$", re.MULTILINE)


class Ports(NamedTuple):
    """What a broker listens on."""

    clients: int
    controller: int
    """Stays the same for a folder's life: the controller's own log names it."""


def kept_ports(folder: Path) -> Ports | None:
    """Read which ports the broker of a folder has; None where none was ever started."""
    try:
        found = _LISTENERS.search((folder / SETTINGS).read_text(encoding="utf-8"))
    except OSError:
        return None
    return Ports(int(found[1]), int(found[2])) if found else None


def chosen_ports(folder: Path, port: int) -> Ports:
    """Choose the ports for a folder: those it has, or free ones; clients come to `port` unless that is 0."""
    kept = kept_ports(folder)
    if kept:
        return kept._replace(clients=port or kept.clients)
    clients = port or free_port()
    return Ports(clients, free_port(other_than=clients))


def write_settings(folder: Path, ports: Ports, *, data: str, name: str = SETTINGS) -> None:
    """Write the settings and how to log, whole: a reader sees the old file or the new.

    Args:
        folder: the broker's.
        ports: what it listens on.
        data: where it keeps its log, seen from the folder.
        name: of the file.
    """
    package = files("infra.kafka")
    text = package.joinpath(SETTINGS).read_text(encoding="utf-8")
    for mark, value in (("@PORT@", ports.clients), ("@CONTROLLER_PORT@", ports.controller), ("@DATA@", data)):
        text = text.replace(mark, str(value))
    (folder / LOGGING).write_bytes(package.joinpath(LOGGING).read_bytes())
    (folder / f"{name}.part").write_text(text, encoding="utf-8")
    (folder / f"{name}.part").replace(folder / name)
