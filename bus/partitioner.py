"""Which partition a key belongs to, the same for every topic and every program.

CRC32 modulo the count: librdkafka's "consistent" partitioner, so that other clients than ours can find a session too.
Of a key like `session/what` only what stands before the slash counts: all that is kept of a session lies together.
"""

import zlib


def partition_of(key: str, partitions: int) -> int:
    """Return the partition of a key, the same on every machine and in every release.

    Args:
        key: What the record belongs to: on every topic of ours a session's id, or an id, a slash and more.
        partitions: How many partitions the topic has, 1 or more; fixed for a deployment's life.

    Raises:
        ValueError: `partitions` is below 1.
    """
    if partitions < 1:
        raise ValueError(f"A topic has 1 partition or more, not {partitions}.")
    return zlib.crc32(key.partition("/")[0].encode()) % partitions
