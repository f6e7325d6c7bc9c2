"""What a page must never do: throw, complain on the console, break its own policy, or be wider than its window."""

from pathlib import Path
from typing import Any, Final

from playwright.sync_api import ConsoleMessage, Page

_AXE: Final = Path(__file__).resolve().parents[2] / "dashboard" / "node_modules" / "axe-core" / "axe.min.js"
_SEEN_OF_A_NODE: Final = 160


class Faults:
    """Collects what goes wrong on a page.

    Args:
        page: Listened to from now on.
        excused: Parts of what the console may say, where a test provokes it.
    """

    def __init__(self, page: Page, excused: tuple[str, ...] = ()) -> None:
        self.found: list[str] = []
        self._excused = excused
        page.on("pageerror", lambda error: self.found.append(f"the page threw: {error}"))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in self._excused):
            self.found.append(f"the console says: {message.text} ({message.location.get('url')})")


def looked_over(page: Page, where: str) -> list[str]:
    """Say what axe finds on a page as it is, and whether it is too wide."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    faults = [f"{where}: {one['id']}, {one['help']}: {_nodes(one)}" for one in found["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*faults, f"{where}: the page is {wide} px too wide"] if wide > 0 else faults


def _nodes(violation: dict[str, Any]) -> str:
    return " | ".join(node["html"][:_SEEN_OF_A_NODE] for node in violation["nodes"])
