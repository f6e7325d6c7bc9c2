"""What is deleted is gone: from the page, from REST, from the database and from the disk."""

import subprocess
import sys
import urllib.error
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard import Dashboard
from tests.infra.served import CHECKOUT, serving

_COUNT = """
import sys
from contracts.tables import TABLES
from sink.database import open_database
database = open_database(sys.argv[1])
for table in TABLES:
    if any(column.name == "session" for column in table.columns):
        marks = "WHERE state != 'deleted'" if table.name == "sessions" else ""
        rows = database.query(f"SELECT session, count() FROM {table.name} FINAL {marks} GROUP BY session")
        print(table.name, *(f"{session}={count}" for session, count in rows))
"""


def test_a_deleted_session_is_gone_everywhere(squat: Path, tmp_path: Path, page: Page) -> None:
    data = tmp_path / "data"
    with serving(data) as server:
        gone, kept = server.upload(squat), server.upload(squat)
        for session in (gone, kept):
            server.until(session, "done")
        dashboard = Dashboard(page, server.address)
        dashboard.open_session(gone)
        dashboard.click("Delete")
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page.get_by_role("status").filter(has_text="Deleted squat.mp4")).to_be_visible()
        expect(page.locator(f"a[href*='{kept}']")).to_be_visible()
        expect(page.locator(f"a[href*='{gone}']")).to_have_count(0)
        for path in ("", "/original", "/overlay", "/series", "/times", "/people?frame=0"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                server.ask("GET", f"/sessions/{gone}{path}")
        assert [one["session"] for one in server.ask("GET", "/sessions")["sessions"]] == [kept]
        page.close()
        assert server.end() == 0
    rows = stored(data / "database")
    assert gone not in rows
    assert rows.count(kept) >= 5
    assert [path.name for path in (data / "media" / "sessions").iterdir()] == [kept]


def stored(folder: Path) -> str:
    """Tell how many rows each table holds of each session, but for the mark that keeps a deleted one from coming back.

    A process of its own, as one opens one database only.
    """
    command = [sys.executable, "-c", _COUNT, str(folder)]
    return subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours
