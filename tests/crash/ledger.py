"""What a server has promised to the one who uses it: promises outlive every process that made them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Promised:
    """One upload. What was asked for and not answered may have happened or not: the next start tells."""

    name: str
    """Its own among all uploads."""
    heights_m: set[float]
    """What its newest run may have been told, m."""
    session: str = ""
    accepted: bool = False
    """A 201 was heard, or the session was listed."""
    deletion: str = "no"
    """Asked for: "no", "maybe" (without an answer) or "yes"."""

    @property
    def stands(self) -> bool:
        """Whether it has to be there."""
        return self.accepted and self.deletion == "no"


@dataclass
class Ledger:
    """Every upload that was begun."""

    uploads: list[Promised] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Promises that were not kept."""

    @property
    def standing(self) -> list[Promised]:
        """Which have to be there."""
        return [upload for upload in self.uploads if upload.stands]

    def begin(self, height_m: float) -> Promised:
        """Take down an upload that is about to be sent."""
        self.uploads.append(upload := Promised(f"clip-{len(self.uploads)}.mp4", {height_m}))
        return upload

    def settle(self, listed: Sequence[dict[str, Any]]) -> None:
        """Hold what a server lists after its start against what was promised before."""
        ids = {one["name"]: one["session"] for one in listed}
        for name, times in Counter(one["name"] for one in listed).items():
            if times > 1:
                self.complaints.append(f"{name} is listed {times} times")
        for upload in self.uploads:
            self._settle(upload, ids.get(upload.name))

    def _settle(self, upload: Promised, found: str | None) -> None:
        if found is None:
            if upload.stands:
                self.complaints.append(f"{upload.name} was accepted, and is gone")
            upload.deletion = "yes"
            return
        if upload.deletion == "yes":
            self.complaints.append(f"{upload.name} was deleted or refused, and is there again")
        if upload.session not in ("", found):
            self.complaints.append(f"{upload.name} has another id than before")
        upload.session, upload.accepted, upload.deletion = found, True, "no"
