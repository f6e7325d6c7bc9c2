"""`python -m training.learn_detector CLIPS SAID`: learns how a 2D model errs, from clips with truth and what it said.

CLIPS is a folder of rendered clips with truth, SAID one with what the model said of each, which
`python -m tests.bench.posed_clips` writes.
"""

import json
import sys
from pathlib import Path
from typing import Final

import click
import numpy as np
import torch
from torch import Tensor

from contracts.skeleton import JOINTS
from training import echoes
from training.detector import MIRRORED, WEIGHTS, Detector, Said, save
from training.measured import Pairs, pairs

_HINT_HEIGHT_M: Final = 1.7
_NEVER: Final = -6.8
"""The logit of a joint that the model doesn't give."""
_LAGS_S: Final = (0.05, 0.2, 1.0)
Rows = tuple[Tensor, ...]


def rows(found: list[Pairs]) -> Rows:
    """Put clips together: joints, visibility, error, hint beyond the truth, score as a logit."""
    columns = []
    for one in found:
        hint = one.hint / _HINT_HEIGHT_M - one.joints * np.array([1, -1, -1], np.float32)
        score = np.clip(one.scores, 1e-3, 1 - 1e-3)
        columns.append([one.joints, one.visibility, one.error, hint, np.log(score / (1 - score))])
    return tuple(torch.from_numpy(np.concatenate(parts)) for parts in zip(*columns, strict=True))


def mirrored(some: Rows) -> Rows:
    """Swap left and right: the errors of one side are those of the other."""
    joints, visibility, error, hint, score = (part[:, MIRRORED] for part in some)
    across3, across2 = torch.tensor([-1.0, 1.0, 1.0]), torch.tensor([-1.0, 1.0])
    return joints * across3, visibility, error * across2, hint * across3, score


def loss(said: Said, error: Tensor, hint: Tensor, score: Tensor) -> Tensor:
    """Give how badly means and spreads tell what was measured; what is far off counts no more than somewhat off."""
    total, given = torch.zeros(()), score > _NEVER
    for mean, spread, true in (
        (said.error, said.error_spread, error.clamp(-0.4, 0.4)),
        (said.hint, said.hint_spread, hint.clamp(-0.6, 0.6)),
        (said.score, said.score_spread, score),
    ):
        far = (spread + 0.5 * ((true - mean) / spread.exp()) ** 2).clamp(max=8)
        total = total + far[given].mean()
    return total


def learn(found: list[Pairs], held_out: list[Pairs], steps: int) -> Detector:
    """Learn from some clips, and keep what is best on others."""
    torch.manual_seed(0)
    detector, kept, best = Detector(), None, float("inf")
    optimizer = torch.optim.AdamW(detector.parameters(), lr=2e-3, weight_decay=5e-2)
    learned = tuple(torch.cat(both) for both in zip(rows(found), mirrored(rows(found)), strict=True))
    for step in range(steps):
        detector.train()
        take = torch.randint(len(learned[0]), (256,))
        joints, visibility, *measured = (part[take] for part in learned)
        told = loss(detector(joints + 0.03 * torch.randn_like(joints), visibility), *measured)
        optimizer.zero_grad()
        told.backward()
        optimizer.step()
        if step % 200 == 0:
            joints, visibility, *measured = rows(held_out)
            with torch.no_grad():
                now = float(loss(detector.eval()(joints, visibility), *measured))
            click.echo(f"step {step}: {float(told.detach()):.3f}, held out {now:.3f}")
            if now < best:
                best, kept = now, {name: value.clone() for name, value in detector.state_dict().items()}
    detector.load_state_dict(kept or {})
    return detector.eval()


def summary(found: list[Pairs]) -> dict[str, object]:
    """Sum up the measured errors: bias and spread by joint, seen and hidden, in % of the body's height."""
    table: dict[str, object] = {"clips": len(found), "frames": sum(len(one.times_s) for one in found)}
    for state, hidden in (("visible", False), ("hidden", True)):
        parts = {}
        for index, name in enumerate(JOINTS):
            chosen = [
                one.error[((one.visibility[:, index] > 1) == hidden) & (one.scores[:, index] > 0), index]
                for one in found
            ]
            error = 100 * np.concatenate(chosen)
            if len(error) > 1:
                parts[name] = {
                    "frames": len(error),
                    "bias": [round(float(value), 2) for value in error.mean(axis=0)],
                    "spread": [round(float(value), 2) for value in error.std(axis=0)],
                }
        table[state] = parts
    table["correlation_in_time"] = {f"{lag_s} s": round(_correlation(found, lag_s), 3) for lag_s in _LAGS_S}
    return table


def _correlation(found: list[Pairs], lag_s: float) -> float:
    """Of the knees' errors with themselves that much later, without the clip's mean."""
    products, squares = [], []
    for one in found:
        step = max(1, round(lag_s / float(np.median(np.diff(one.times_s)))))
        error = one.error[:, 13:15] - one.error[:, 13:15].mean(axis=0)
        products.append((error[:-step] * error[step:]).mean())
        squares.append((error**2).mean())
    return float(np.sum(products) / np.sum(squares))


def _clip(found: Pairs) -> echoes.Clip:
    joints, _, *measured = rows([found])
    return echoes.Clip(joints, *measured)


def main() -> None:
    """Learn, keep, and write the summary beside the weights."""
    torch.set_num_threads(1)
    clips, said = Path(sys.argv[1]), Path(sys.argv[2])
    names = sorted(path.stem for path in clips.glob("*.json") if (said / f"{path.stem}.msgpack").is_file())
    found = [pairs(clips / f"{name}.json", said / f"{name}.msgpack") for name in names]
    echoes.save([_clip(one) for one in found])
    every = max(1, len(found) // 5)
    save(learn(found[:-every], found[-every:], 2000))
    WEIGHTS.with_suffix(".json").write_text(json.dumps(summary(found), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
