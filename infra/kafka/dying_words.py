"""Why a broker ended, made out from what it wrote: one half sentence."""

import re
from typing import Final

from infra.kafka.java import PARTS

FULL: Final = "the disk is full"
_KNOWN: Final = {
    "UnsupportedClassVersionError": f"this Java is too old; a broker needs {PARTS}",
    "Address already in use": "another program took one of its ports meanwhile",
    "OutOfMemoryError": "its memory is too small; give it more with --heap-mb",
    "Too small maximum heap": "its memory is too small; give it more with --heap-mb",
    "No space left on device": FULL,
    "Permission denied": "it may not write to its folder",
}
_FAULT: Final = re.compile(r"\b(ERROR|FATAL|Error|Exception)\b|Exception:|Error:")


def why(said: str) -> str:
    """Name the cause where it is known; else quote the first complaint, else the last line."""
    if (cause := known_cause(said)) is not None:
        return cause
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    faults = [line for line in lines if _FAULT.search(line)]
    return (faults[:1] or lines[-1:] or ["it said nothing"])[0]


def known_cause(said: str) -> str | None:
    """Name the cause where it is known."""
    return next((cause for sign, cause in _KNOWN.items() if sign in said), None)
