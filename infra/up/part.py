"""A part of a run: a command of ours that goes on in a process of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """How it is started, and how it is known that it works."""

    name: str
    """Before each line that it says."""
    kind: str
    """Parts of one kind are ended at the same time."""
    arguments: tuple[str, ...]
    """Of `perfectform`."""
    ready: str
    """What it says, in some line, once it works."""


BROKER = "broker"
"""The kind of the part that all others need."""
