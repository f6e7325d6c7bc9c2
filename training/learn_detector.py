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
from training import echoes, held_out
from training.detector import MANNERS, WEIGHTS, Detector, Said, save
from training.measured import Pairs, clip

_HINT_HEIGHT_M: Final = 1.7
_NEVER: Final = -6.8
"""The logit of a joint that the model doesn't give."""
_MOST: Final = torch.tensor([0.4, 0.4, 0.6, 0.6, 0.6, 7.0])
_LEAST: Final = -_MOST
"""Errors beyond are of somebody else."""
_EVERY: Final = 3
"""Frame is kept: 15 a second are rendered."""
_EVERY_TENTH: Final = 10
_UNTOLD: Final = 0.3
"""Share of frames of which the clip's manner isn't told, so that errors come from what is seen first."""
_STEPS: Final = 2000
_SMALL: Final = 0.02
_LAGS_S: Final = (0.07, 0.2, 1.0)
Rows = tuple[Tensor, Tensor, Tensor]


def rows(found: list[Pairs]) -> Rows:
    """Put clips together: joints, visibility, and of each joint error, hint beyond the truth, score as a logit."""
    columns = []
    for one in found:
        hint = one.hint / _HINT_HEIGHT_M - one.joints * np.array([1, -1, -1], np.float32)
        score = np.clip(one.scores, 1e-3, 1 - 1e-3)
        logit = np.log(score / (1 - score))[..., None]
        columns.append((one.joints, one.visibility, np.concatenate([one.error, hint, logit], axis=-1)))
    joints, visibility, said = (torch.from_numpy(np.concatenate(parts)) for parts in zip(*columns, strict=True))
    return joints, visibility, said


def measured(found: list[Pairs]) -> echoes.Measured:
    """Put some frames of clips together."""
    clip = np.concatenate([np.full(len(one.times_s), number)[::_EVERY] for number, one in enumerate(found)])
    thinned = [rows([one]) for one in found]
    parts = (torch.cat([part[::_EVERY] for part in column]) for column in zip(*thinned, strict=True))
    return echoes.Measured(torch.from_numpy(clip), *parts)


def off(said: Said, true: Tensor) -> Tensor:
    """Give how far what was measured is from the mean, in spreads; of what is far off no more than somewhat."""
    return (true.clamp(_LEAST, _MOST) - said.mean) / said.log_spread.exp()


def loss(said: Said, true: Tensor) -> Tensor:
    """Give how badly means and spreads tell what was measured."""
    far = (said.log_spread + 0.5 * off(said, true) ** 2).clamp(max=8)
    return far[true[..., 5] > _NEVER].mean()


def learn(found: list[Pairs], held_out: list[Pairs], steps: int) -> Detector:
    """Learn from some clips and their mirror images, and keep what is best on others."""
    torch.manual_seed(0)
    once = measured(found)
    learned = [torch.cat(both) for both in zip(once, echoes.mirrored(once), strict=True)]
    clip, joints, visibility, said = learned
    clip[len(clip) // 2 :] += len(found)
    detector, kept, best = Detector(2 * len(found)), None, float("inf")
    manners = torch.nn.Parameter(0.1 * torch.randn(2 * len(found), MANNERS))
    weights = {"params": detector.parameters(), "weight_decay": 1e-1}
    optimizer = torch.optim.AdamW([weights, {"params": [manners], "lr": 1e-2, "weight_decay": 0.0}], lr=1e-3)
    others = measured(held_out)
    for step in range(steps):
        take = torch.randint(len(clip), (256,))
        manner = manners[clip[take]] * (torch.rand(256, 1) > _UNTOLD)
        jittered = joints[take] + 0.05 * torch.randn_like(joints[take])
        told = loss(detector.train()(jittered, visibility[take], manner), said[take])
        optimizer.zero_grad()
        (told + _SMALL * manner.square().mean()).backward()
        optimizer.step()
        if step % 250 == 0:
            with torch.no_grad():
                plain = torch.zeros(len(others.clip), MANNERS)
                now = float(loss(detector.eval()(others.joints, others.visibility, plain), others.said))
            click.echo(f"step {step}: {float(told.detach()):.3f}, held out {now:.3f}")
            if now < best:
                detector.manners = manners.detach().clone()
                best, kept = now, {name: value.clone() for name, value in detector.state_dict().items()}
    detector.load_state_dict(kept or {})
    detector.eval().together = _together(detector, learned)
    return detector


def _together(detector: Detector, learned: list[Tensor]) -> Tensor:
    """Find how what is left goes together: of joints that are given."""
    clip, joints, visibility, said = learned
    with torch.no_grad():
        left = off(detector(joints, visibility, detector.manners[clip]), said).clamp(-4, 4)
    left[said[..., 5] <= _NEVER] = 0.0
    left = left.flatten(1)
    spread = left.std(dim=0).clamp(min=0.3)
    like = torch.corrcoef((left / spread).T + 1e-3 * torch.randn(left.shape[1], len(left)))
    return torch.linalg.cholesky(0.98 * like + 0.02 * torch.eye(len(like)))


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


def main() -> None:
    """Learn, keep, and write the summary beside the weights; of every tenth clip nothing is learned."""
    torch.set_num_threads(1)
    clips, said = Path(sys.argv[1]), Path(sys.argv[2])
    names = sorted(path.stem for path in clips.glob("*.json") if (said / f"{path.stem}.msgpack").is_file())
    read = (clip(clips / f"{name}.json", said / f"{name}.msgpack") for name in names)
    found = [one for one in read if one is not None]
    others = found[_EVERY_TENTH - 1 :: _EVERY_TENTH]
    learned = [one.pairs for number, one in enumerate(found, 1) if number % _EVERY_TENTH]
    held_out.save([held_out.clip_of(one.told, one.rows, one.pairs.joints) for one in others])
    echoes.save(measured(learned))
    save(learn(learned, [one.pairs for one in others], _STEPS))
    WEIGHTS.with_suffix(".json").write_text(json.dumps(summary(learned), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
