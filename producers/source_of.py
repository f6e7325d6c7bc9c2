"""Finds the kind of source that a name is of: one kind a file under `producers/sources`."""

import importlib
import pkgutil
from typing import Protocol

from producers import sources
from producers.source import Source, UnknownSourceError


class _Kind(Protocol):
    def takes(self, name: str) -> bool: ...

    def source(self, name: str) -> Source: ...


def kinds() -> list[str]:
    """List the kinds of sources."""
    return sorted(module.name for module in pkgutil.iter_modules(sources.__path__))


def source_of(name: str) -> Source:
    """Give the source of a name; nothing is opened yet.

    Raises:
        UnknownSourceError: no kind takes it.
    """
    for kind in kinds():
        module: _Kind = importlib.import_module(f"producers.sources.{kind}")
        if module.takes(name):
            return module.source(name)
    raise UnknownSourceError(
        f"{name!r} is no source: name a video file, a webcam (0, or /dev/video0), or an address (rtsp://, http://)"
    )
