"""What a server makes of the clip when nobody disturbs it: what every other run is held against."""

from dataclasses import dataclass
from pathlib import Path

from tests.crash.stored import Row, Rows, rows_in
from tests.crash.user import HEIGHTS_M
from tests.infra.served import serving


@dataclass(frozen=True)
class Undisturbed:
    """Rows and overlays of one session for each height."""

    rows: Rows
    runs: dict[float, str]
    """Id of the run by the height that it was told, m."""
    overlays: dict[str, bytes]
    """By run."""

    def of_run(self, table: str, run: str) -> list[Row]:
        """Give a run's rows of a table, without whose they are."""
        return [bare(row) for row in self.rows[table] if row["run"] == run]


def undisturbed(clip: Path, data: Path) -> Undisturbed:
    """Let a server process the clip, once for each height, and end it."""
    runs, overlays = {}, {}
    with serving(data) as server:
        for height_m in HEIGHTS_M:
            session = server.upload(clip, f"lift=squat&height_m={height_m}")
            run = runs[height_m] = str(server.until(session, "done")["run"])
            overlays[run] = (data / "media" / "sessions" / session / f"overlay.{run}.mp4").read_bytes()
        assert server.end() == 0
    return Undisturbed(rows_in(data / "database"), runs, overlays)


def bare(row: Row) -> Row:
    """Give a row without whose it is."""
    return {name: value for name, value in row.items() if name not in ("session", "name", "media")}
