"""How long sessions waited for their next answer after something was killed, and how many answers came twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bus.record import Record
from contracts.codec import decode
from contracts.form import Form, FormEnd
from infra.kafka.log_spans import log_spans
from infra.kafka.reading import read_parts

_TOPIC: Final = "form"


@dataclass(frozen=True)
class Recovery:
    """What the disturbances of a run came to."""

    waits_s: Sequence[float]
    """For each session that was under way at each disturbance: from then to its next answer, ascending."""
    redelivered: int
    """Answers beyond the first to the same frame."""
    answers: int

    def __str__(self) -> str:
        again = f"redelivered {self.redelivered} of {self.answers} answers"
        if not self.waits_s:
            return f"recovered: no session was under way; {again}"
        p50, most = self.waits_s[len(self.waits_s) // 2], self.waits_s[-1]
        return f"recovered within p50 {p50:.1f} s, max {most:.1f} s; {again}"


async def recovery(address: str, partitions: int, disturbed_at_s: Iterable[float]) -> Recovery:
    """Read all answers of a run.

    Args:
        address: of its broker.
        partitions: how many its topics have.
        disturbed_at_s: when something was killed, added or stopped, seconds since the epoch.
    """
    records = list[Record]()
    await read_parts(address, await log_spans(address, {_TOPIC: partitions}), records.append)
    answers: dict[str, list[float]] = defaultdict(list)
    seen = set[tuple[str, str, int, bool]]()
    for record in records:
        form = decode(record.value, Form, FormEnd)
        assert isinstance(form, Form | FormEnd)
        answers[form.session].append(record.appended_at)
        seen.add((form.session, form.run, form.frame, isinstance(form, FormEnd)))
    waits = [
        next(at for at in sorted(times) if at >= disturbed) - disturbed
        for disturbed in disturbed_at_s
        for times in answers.values()
        if min(times) < disturbed <= max(times)
    ]
    return Recovery(sorted(waits), len(records) - len(seen), len(records))
