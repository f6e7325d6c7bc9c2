"""Turns keys like "sessions/a1/original.mp4" into paths under a folder, and refuses those that could lead elsewhere."""

import re
from pathlib import Path
from typing import Final

PART: Final = re.compile(r"\w[\w.+=@-]{0,199}")
"""Letters, digits and `_ . + = @ -`, not beginning with a dot or a sign: "..", "" and hidden files are none."""


class UnsafeKeyError(ValueError):
    """A key that can't be a path under a folder."""


def path_under(folder: Path, *parts: str) -> Path:
    """Return the path of a key under a folder, which may or may not exist.

    Args:
        folder: Where the keys lie.
        parts: The key's parts, each as `PART` says.

    Raises:
        UnsafeKeyError: a part is empty, climbs out of the folder, or has a character that isn't allowed.
    """
    key = "/".join(parts)
    bad = next((part for part in parts if not PART.fullmatch(part)), None)
    if bad is not None:
        raise UnsafeKeyError(
            f"The key {key!r} can't be stored because of {bad!r}: parts between slashes are 1 to 200 letters, digits "
            "and _ . + = @ -, beginning with a letter, a digit or _."
        )
    path = folder.joinpath(*parts)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise UnsafeKeyError(f"The key {key!r} leads out of the folder {folder} by a link; remove the link.")
    return path
