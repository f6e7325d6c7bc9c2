"""What was published on a compacted topic that is kept on disk is there after whatever ended the process."""

import asyncio
import errno
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bus import journal as journal_file
from bus.journal import Entry, Journal, JournalError
from bus.memory import MemoryBus
from bus.record import Record
from contracts.topics import Topic
from tests.bus.described import take_exactly, topic
from tests.bus.in_loop import in_loop

CHECKOUT = Path(__file__).resolve().parents[2]
KINDS = topic(cleanup="compact")


def written(path: Path, *entries: Entry) -> None:
    journal = Journal(path)
    for entry in entries:
        journal.append(entry)
    journal.close()


def read(path: Path) -> list[Entry]:
    journal = Journal(path)
    journal.close()
    return journal.entries()


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def bus_over(folder: Path, *topics: Topic, partitions: int = 1) -> MemoryBus:
    return MemoryBus(topics, partitions, limits={}, kept_in=folder)


async def all_of(bus: MemoryBus, count: int) -> list[Record]:
    return await take_exactly(await bus.read([KINDS.name], "g"), count)


@in_loop
async def test_another_bus_begins_with_the_newest_record_of_each_key(tmp_path: Path) -> None:
    bus = bus_over(tmp_path, KINDS)
    for key, value in (("a", b"1"), ("b", b"2"), ("a", b"3"), ("c", b"4"), ("b", b"")):
        await bus.publish(KINDS.name, key, value, {"of": value})
    await bus.close()
    bus = bus_over(tmp_path, KINDS)
    await bus.publish(KINDS.name, "d", b"5")
    records = await all_of(bus, 4)
    assert [(one.key, one.value, one.offset) for one in records] == [
        ("a", b"3", 0),
        ("c", b"4", 1),
        ("b", b"", 2),
        ("d", b"5", 3),
    ]
    assert dict(records[0].headers) == {"of": b"3"}
    await bus.close()


@in_loop
async def test_only_compacted_topics_are_kept(tmp_path: Path) -> None:
    other = topic()
    bus = bus_over(tmp_path, KINDS, other)
    await bus.publish(other.name, "a", b"1")
    await bus.close()
    assert names(tmp_path) == [f"{KINDS.name}-0.journal"]


@in_loop
async def test_each_partition_is_kept(tmp_path: Path) -> None:
    bus = bus_over(tmp_path, KINDS, partitions=3)
    for number in range(20):
        await bus.publish(KINDS.name, f"k{number}", b"x")
    await bus.close()
    bus = bus_over(tmp_path, KINDS, partitions=3)
    assert {one.key for one in await all_of(bus, 20)} == {f"k{number}" for number in range(20)}
    await bus.close()


def test_a_torn_tail_is_cut_off_wherever_it_is_torn(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    written(whole, Entry("a", b"1"), Entry("b", b"2" * 50))
    content = whole.read_bytes()
    first = len(content) - len(journal_file._packed(Entry("b", b"2" * 50)))  # noqa: SLF001 - where the record begins
    for end in range(first + 1, len(content)):
        torn = tmp_path / f"torn{end}"
        torn.write_bytes(content[:end])
        assert read(torn) == [Entry("a", b"1", {})]
        written(torn, Entry("c", b"3"))
        assert [entry.key for entry in read(torn)] == ["a", "c"]


def test_zeros_that_a_power_cut_leaves_are_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    written(path, Entry("a", b"1"))
    path.write_bytes(path.read_bytes() + bytes(4096))
    assert [entry.key for entry in read(path)] == ["a"]
    assert not list(tmp_path.glob("*.cut"))


def test_what_is_cut_off_is_kept_beside_it_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "journal"
    written(path, Entry("a", b"1"), Entry("b", b"2"), Entry("c", b"3"))
    content = bytearray(path.read_bytes())
    content[content.index(b"\xa1b") + 1] ^= 1
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert [entry.key for entry in read(path)] == ["a"]
    (aside,) = tmp_path.glob("*.cut")
    assert content.endswith(aside.read_bytes())
    assert str(aside) in caplog.text
    first = aside.read_bytes()
    path.write_bytes(path.read_bytes() + b"torn anew")
    assert [entry.key for entry in read(path)] == ["a"]
    assert aside.read_bytes() == first + b"torn anew"


def test_a_file_that_is_no_journal_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(b"perfectform journal 2\nsomething newer")
    with pytest.raises(JournalError, match="is no journal that this version reads"):
        Journal(path)
    assert path.read_bytes() == b"perfectform journal 2\nsomething newer"


def test_it_is_compacted_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    written(path, *(Entry("a", b"x" * 1000) for _ in range(50)), Entry("b", b""))
    assert path.stat().st_size > 50_000
    assert [entry.key for entry in read(path)] == ["a", "b"]
    assert path.stat().st_size < 1_200


def test_it_is_compacted_when_it_has_grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_file, "_COMPACTED_FROM_BYTES", 10_000)
    journal = Journal(tmp_path / "journal")
    for number in range(200):
        journal.append(Entry(f"k{number % 3}", number.to_bytes(1000, "big")))
        assert (tmp_path / "journal").stat().st_size < 20_000
    journal.close()
    newest = {entry.key: int.from_bytes(entry.value, "big") for entry in journal.entries()}
    assert newest == {"k0": 198, "k1": 199, "k2": 197}


def test_a_full_disk_refuses_the_record_and_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    script = f"""
import resource, signal
from pathlib import Path
from bus.journal import Entry, Journal, JournalError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = Journal(Path({str(path)!r}))
journal.append(Entry("a", b"1"))
resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))
try:
    journal.append(Entry("b", bytes(1000)))
except JournalError as error:
    print(error)
journal.append(Entry("c", b"3"))
"""
    said = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
    assert "can't be written" in said.stdout
    assert [entry.key for entry in read(path)] == ["a", "c"]


def test_nothing_that_publish_returned_for_is_lost_by_kill_9(tmp_path: Path) -> None:
    script = f"""
import asyncio
from pathlib import Path
from bus.memory import MemoryBus
from contracts.topics import TOPICS
async def main():
    bus = MemoryBus(TOPICS, 1, limits={{}}, kept_in=Path({str(tmp_path)!r}))
    number = 0
    while True:
        number += 1
        await bus.publish("sessions", f"k{{number % 7}}", str(number).encode())
        print(number, flush=True)
asyncio.run(main())
"""
    process = subprocess.Popen([sys.executable, "-c", script], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own script
    assert process.stdout is not None
    with process.stdout as told:
        for _ in range(40):
            told.readline()
        os.kill(process.pid, signal.SIGKILL)
        last = int((told.readlines() or ["40"])[-1])
    process.wait()
    newest = sorted(int(entry.value) for entry in read(tmp_path / "sessions-0.journal"))
    assert len(newest) == 7
    assert newest[-1] in {last, last + 1}
    assert newest == list(range(newest[-1] - 6, newest[-1] + 1))


@in_loop
async def test_ten_thousand_keys_are_back_at_once(tmp_path: Path) -> None:
    path = tmp_path / f"{KINDS.name}-0.journal"
    written(path)
    packed = b"".join(journal_file._packed(Entry(f"k{number}", bytes(700))) for number in range(10_000))  # noqa: SLF001 - faster than 10,000 fsyncs
    path.write_bytes(path.read_bytes() + packed)
    bus = bus_over(tmp_path, KINDS)
    assert len(await all_of(bus, 10_000)) == 10_000
    await bus.close()


@in_loop
async def test_who_waits_for_a_failure_hears_of_a_record_that_can_not_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = bus_over(tmp_path, KINDS)
    waiting = asyncio.create_task(bus.fails())
    await bus.publish(KINDS.name, "a", b"1")
    assert not waiting.done()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(JournalError, match="can't be written"):
        await bus.publish(KINDS.name, "a", b"2")
    with pytest.raises(JournalError, match="can't be written"):
        await waiting
    monkeypatch.undo()
    await bus.close()
    assert read(tmp_path / f"{KINDS.name}-0.journal") == [Entry("a", b"1")]
