"""Which partition a key belongs to, the same for every topic and every program.

CRC32 modulo the count: librdkafka's "consistent" partitioner, so that other clients than ours can find a session too.
"""

import zlib


def partition_of(key: str, partitions: int) -> int:
    """Return the partition of a key, the same on every machine and in every release.

    Args:
        key: What the record belongs to; the session's id on every topic of ours.
        partitions: How many partitions the topic has, 1 or more; fixed for a deployment's life.

    Raises:
        ValueError: `partitions` is below 1.
    """
    if partitions < 1:
        raise ValueError(f"A topic has 1 partition or more, not {partitions}.")
    return zlib.crc32(key.encode()) % partitions
