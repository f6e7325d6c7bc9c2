"""Makes what was written survive a power cut."""

import os
from pathlib import Path


def folder_onto_disk(folder: Path) -> None:
    """Make what was created, renamed or deleted in a folder durable; blocks as long as the disk takes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
