"""Sessions take turns, whatever waits of each; of a live one only the newest frames wait at all."""

from bus.record import Record
from contracts.frames import FrameHeader
from infra.stages.asked import Asked, Wanted
from infra.stages.waiting import Turn, Waiting, before_all
from processors.picture import Picture
from processors.stage import Shot
from tests.infra.chained import RUN


def asked(session: str, frame: int, offset: int, *, live: bool = False, partition: int = 0) -> Asked:
    header = FrameHeader(
        session=session, frame=frame, pts=frame / 30, captured_at=0.0, received_at=0.0, width=64, height=48
    )
    record = Record("frames", partition, offset, session, b"")
    return Asked(record, Shot(header, Picture(jpeg=b"")), Wanted(RUN, live=live))


def frames(turn: Turn) -> list[tuple[str, int]]:
    return [(one.record.key, one.frame) for one in turn.asked]


def late(turn: Turn) -> list[int]:
    return [one.frame for one in turn.asked if one.record.ref in turn.late]


def test_one_session_alone_gets_four_frames_a_turn() -> None:
    waiting = Waiting()
    for frame in range(6):
        waiting.add(asked("a", frame, frame))
    turn = waiting.next_turn()
    assert frames(turn) == [("a", frame) for frame in range(4)]
    assert waiting.next_turn() == turn, "what isn't done is asked again"
    waiting.done(turn)
    assert frames(waiting.next_turn()) == [("a", 4), ("a", 5)]


def test_a_live_session_does_not_wait_for_many_lossless_frames_nor_they_for_it() -> None:
    waiting = Waiting()
    for frame in range(60):
        waiting.add(asked("lossless", frame, frame))
    waiting.add(asked("live", 0, 60, live=True))
    turn = waiting.next_turn()
    assert frames(turn) == [("lossless", 0), ("lossless", 1), ("live", 0)]
    waiting.done(turn)
    for frame in range(1, 100):
        waiting.add(asked("live", frame, 60 + frame, live=True))
    turn = waiting.next_turn()
    assert [one for one in frames(turn) if one[0] == "lossless"] == [("lossless", 2), ("lossless", 3)]
    assert late(turn) == list(range(1, 98))
    assert frames(turn)[-2:] == [("live", 98), ("live", 99)]


def test_twenty_sessions_all_come_to_their_turn() -> None:
    waiting = Waiting()
    for offset, session in enumerate([*map(str, range(20))] * 3):
        waiting.add(asked(session, offset // 20, offset))
    seen = list[tuple[str, int]]()
    for _ in range(4):
        turn = waiting.next_turn()
        seen += frames(turn)
        waiting.done(turn)
    assert {session for session, _ in seen} == set(map(str, range(20)))
    assert max(sum(one == session for one, _ in seen) for session in map(str, range(20))) <= 4


def test_nothing_is_acknowledged_past_what_waits() -> None:
    waiting = Waiting()
    waiting.add(asked("slow", 0, 5))
    done = [Record("frames", 0, offset, "quick", b"") for offset in (3, 4, 6)]
    elsewhere = Record("frames", 1, 9, "other", b"")
    assert before_all([*done, elsewhere], waiting.firsts()) == [*done[:2], elsewhere]
