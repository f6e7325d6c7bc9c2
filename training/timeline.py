"""How a set goes on in time: values that move smoothly from one moment to the next."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Plan:
    """Knots of one quantity: it rests at the first, and moves to each with no jerk at either end."""

    def __init__(self, value: float) -> None:
        self.times, self.values = [0.0], [value]

    def hold(self, seconds: float) -> "Plan":
        """Stay."""
        return self.move(seconds, self.values[-1])

    def move(self, seconds: float, value: float) -> "Plan":
        """Go to a value."""
        self.times.append(self.times[-1] + max(seconds, 1e-3))
        self.values.append(value)
        return self

    @property
    def end_s(self) -> float:
        """When the last knot is."""
        return self.times[-1]

    def at(self, times_s: Floats) -> Floats:
        """Give the values at any times; after the end it rests."""
        knots, values = np.array(self.times), np.array(self.values)
        index = np.clip(np.searchsorted(knots, times_s, side="right") - 1, 0, len(knots) - 2)
        part = np.clip((times_s - knots[index]) / (knots[index + 1] - knots[index]), 0, 1)
        eased = part**3 * (10 - 15 * part + 6 * part**2)
        return np.asarray(values[index] + (values[index + 1] - values[index]) * eased)


def clock(rng: np.random.Generator, frames: int, begin_s: float) -> Floats:
    """Draw the times of frames: a steady rate with some unsteadiness; a few sessions have gaps."""
    step_s = rng.uniform(1 / 30, 1 / 15)
    steps = np.full(frames, step_s)
    if rng.random() < 0.3:
        steps *= rng.uniform(0.7, 1.5, frames)
    if rng.random() < 0.1:
        steps *= np.where(rng.random(frames) < 0.05, 3.0, 1.0)
    return begin_s + np.cumsum(steps)


def sway(rng: np.random.Generator, times_s: Floats, size: float, slowest_hz: float = 0.15) -> Floats:
    """Give a slow wander about 0 with this standard deviation: nobody stands quite still."""
    hertz = slowest_hz * rng.uniform(1, 8, 5)
    phase = rng.uniform(0, 2 * np.pi, 5)
    weight = rng.normal(0, 1, 5) / np.sqrt(hertz / slowest_hz)
    waves = np.sin(2 * np.pi * hertz * times_s[:, None] + phase) @ weight
    return np.asarray(size * waves / max(float(np.linalg.norm(weight)) / np.sqrt(2), 1e-9))
