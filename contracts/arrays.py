"""Arrays in messages: little-endian float32 bytes, whose shape the contract states."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

WIRE_DTYPE: Final = np.dtype("<f4")


def floats(values: ArrayLike) -> bytes:
    """Pack numbers, row-major, as a message carries them."""
    return np.ascontiguousarray(values, WIRE_DTYPE).tobytes()


def array(data: bytes, *shape: int) -> NDArray[np.float32]:
    """Unpack what `floats` packed into a read-only array of `shape`.

    Raises:
        ValueError: if `data` doesn't hold as many numbers as `shape` asks for.
    """
    return np.frombuffer(data, WIRE_DTYPE).astype(np.float32, copy=False).reshape(shape)
