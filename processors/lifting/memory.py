"""What the lifter remembers of a session, and how it is kept: small, versioned, and the same again to the bit."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from processors.lifting import bones

Floats = NDArray[np.float64]


class Memory(msgspec.Struct, frozen=True):
    """What is remembered of a lifter from frame to frame."""

    network: NDArray[np.float32]
    lengths: Floats
    """Of bones, in body heights."""
    settled: Floats
    """What they were when they settled; 0: they haven't yet."""
    hip: Floats
    """(2,), in long sides of the picture."""
    tall: float = 0.0
    """In long sides; 0: not known."""
    pts_s: float = 0.0
    seen_s: float = 0.0
    """For how long the lifter has been seen in all."""
    begun: bool = False
    """Whether `network`, `hip` and `pts_s` are of a frame before."""

    def pack(self) -> bytes:
        """Give it as bytes."""
        arrays = [self.network.astype("<f4").tobytes()]
        arrays += [value.astype("<f8").tobytes() for value in (self.lengths, self.settled, self.hip)]
        return msgspec.msgpack.encode(_Packed(*arrays, self.tall, self.pts_s, self.seen_s, self.begun))


class _Packed(msgspec.Struct, frozen=True, tag="perfectform_lifter.v1"):
    network: bytes
    lengths: bytes
    settled: bytes
    hip: bytes
    tall: float
    pts_s: float
    seen_s: float
    begun: bool


def unpack(state: bytes, network: NDArray[np.float32]) -> Memory:
    """Read what `pack` gave; of nothing, begin with this memory of the network."""
    if not state:
        return Memory(network, np.zeros(bones.COUNT), np.zeros(bones.COUNT), np.zeros(2))
    packed = msgspec.msgpack.decode(state, type=_Packed)
    return Memory(
        np.frombuffer(packed.network, "<f4").reshape(network.shape),
        *(np.frombuffer(data, "<f8") for data in (packed.lengths, packed.settled, packed.hip)),
        packed.tall,
        packed.pts_s,
        packed.seen_s,
        packed.begun,
    )
