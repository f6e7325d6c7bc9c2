"""Sends one set after another, each as a session of its own; killed and started again it goes on with the one begun."""

from collections.abc import Callable


class Producer:
    """Its command, and what came of it. It is told of each end of its process.

    Args:
        name: the part's name, with which its sessions' ids begin.
        command: gives the command that sends a session.
    """

    def __init__(self, name: str, command: Callable[[str], list[str]]) -> None:
        self._name, self._command = name, command
        self.sessions = [f"{name}-1"]
        """All that were begun; the last one may not be done."""

    @property
    def command(self) -> list[str]:
        """Send the session that is not done."""
        return self._command(self.sessions[-1])

    def has_ended(self, code: int | None, said: str) -> bool:
        """Begin the next session where the last one is done; say whether it is.

        Args:
            code: what the process exited with; None: it was killed.
            said: its log.
        """
        is_done = code is not None and (code == 0 or f"{self.sessions[-1]} is done already" in said)
        if is_done:
            self.sessions.append(f"{self._name}-{len(self.sessions) + 1}")
        return is_done
