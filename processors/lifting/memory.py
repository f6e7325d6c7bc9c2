"""What the lifter remembers of a session, and how it is kept: small, versioned, and the same again to the bit."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from processors.lifting import bones
from processors.lifting.answers import VALUES

Floats = NDArray[np.float64]


class Memory(msgspec.Struct, frozen=True):
    """What is remembered of a lifter from frame to frame."""

    network: NDArray[np.float32]
    lengths: bones.Lengths
    """Of bones, in body heights."""
    hip: Floats
    """(2,), in long sides of the picture."""
    values: Floats
    """What was told last, and its speeds per second."""
    speeds: Floats
    tall: float = 0.0
    """In long sides; 0: not known."""
    pts_s: float = 0.0
    """Of the last frame."""
    tick_s: float = 0.0
    """Of the last frame that `network` remembers."""
    seen_s: float = 0.0
    """For how long the lifter has been seen in all."""
    begun: bool = False
    """Whether what isn't of bones is of a frame before."""

    def pack(self) -> bytes:
        """Give it as bytes."""
        packed = _Packed(
            network=self.network.astype("<f4").tobytes(),
            lengths=np.stack(self.lengths).astype("<f8").tobytes(),
            hip=self.hip.astype("<f8").tobytes(),
            values=self.values.astype("<f8").tobytes(),
            speeds=self.speeds.astype("<f8").tobytes(),
            numbers=(self.tall, self.pts_s, self.tick_s, self.seen_s),
            begun=self.begun,
        )
        return msgspec.msgpack.encode(packed)


class _Packed(msgspec.Struct, frozen=True, kw_only=True, tag="perfectform_lifter.v1"):
    network: bytes
    lengths: bytes
    hip: bytes
    values: bytes
    speeds: bytes
    numbers: tuple[float, float, float, float]
    begun: bool


def unpack(state: bytes, network: NDArray[np.float32]) -> Memory:
    """Read what `pack` gave; of nothing, begin with this memory of the network."""
    if not state:
        return Memory(network, bones.unknown(), np.zeros(2), np.zeros(VALUES), np.zeros(VALUES))
    packed = msgspec.msgpack.decode(state, type=_Packed)
    tall, pts_s, tick_s, seen_s = packed.numbers
    return Memory(
        network=np.frombuffer(packed.network, "<f4").reshape(network.shape),
        lengths=bones.Lengths(*np.frombuffer(packed.lengths, "<f8").reshape(3, -1)),
        hip=np.frombuffer(packed.hip, "<f8"),
        values=np.frombuffer(packed.values, "<f8"),
        speeds=np.frombuffer(packed.speeds, "<f8"),
        tall=tall,
        pts_s=pts_s,
        tick_s=tick_s,
        seen_s=seen_s,
        begun=packed.begun,
    )
