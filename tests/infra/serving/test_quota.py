"""What may still be stored is what the disk and the quota leave."""

import asyncio
import shutil
from pathlib import Path

from infra.serving.quota import KEPT_FREE_BYTES, free_bytes


def test_a_quota_counts_what_is_stored_in_all_folders(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    before = asyncio.run(free_bytes(tmp_path, 1_000_000))
    (tmp_path / "a" / "b" / "file").write_bytes(bytes(1000))
    assert before - asyncio.run(free_bytes(tmp_path, 1_000_000)) == 1000


def test_what_is_over_the_quota_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(1000))
    assert asyncio.run(free_bytes(tmp_path, 10)) == 0


def test_without_a_quota_the_disk_counts_less_what_is_kept_free(tmp_path: Path) -> None:
    most = shutil.disk_usage(tmp_path).free
    assert asyncio.run(free_bytes(tmp_path, None)) <= max(0, most - KEPT_FREE_BYTES) + (64 << 20)
