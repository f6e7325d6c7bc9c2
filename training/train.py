"""`python -m training.train`: trains the lifter's network; run again, it goes on where it stopped.

Sessions are drawn from a seed into `--work` (training/shards.py) while they are needed; curves go to `curves.csv`
there, the network to `network.pt`. A GPU is used where there is one.
"""

import csv
import time
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
import torch
from torch import Tensor

from processors.lifting.answers import JOINTS
from training import detector, echoes
from training.batches import Batch, batch
from training.imagined import Errs
from training.network import MEMORY, Network
from training.shards import FRAMES, SESSIONS, shard

_SESSIONS: Final = 50
_CHUNK: Final = 60
_RATE: Final = 1.5e-3
_STEADY: Final = 20.0
_KEEP_EVERY_S: Final = 60.0


def loss(values: Tensor, spreads: Tensor, true: Tensor) -> Tensor:
    """Give how badly values and spreads tell the truth, and how much the error trembles; frames are axis 1."""
    error = true - values
    honest = spreads + 0.5 * (error / spreads.exp()) ** 2
    far = torch.nn.functional.smooth_l1_loss(values, true, reduction="none", beta=0.02)
    each = honest.clamp(max=12) + 8 * far
    joints, rest = each[..., :JOINTS].mean(), each[..., JOINTS:].mean()
    tremble = torch.diff(error, dim=1).abs().mean() + torch.diff(error, n=2, dim=1).abs().mean()
    return joints + 0.8 * rest + _STEADY * tremble


@click.command()
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/training"), help="Where all is kept.")
@click.option("--seed", default=1, show_default=True)
@click.option("--minutes", default=30.0, show_default=True, help="How long in all.")
@click.option("--files", default=30, show_default=True, help="How many files of sessions.")
def main(work: Path, seed: int, minutes: float, files: int) -> None:
    """Train."""
    work.mkdir(parents=True, exist_ok=True)
    state = _begin(work, seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network, errs = state["network"].to(device), Errs(detector.load(), echoes.load())
    began_s = time.monotonic() - state["seconds"]
    kept_s = time.monotonic()
    while (spent_s := time.monotonic() - began_s) < 60 * minutes:
        rng = np.random.default_rng([seed, state["batches"]])
        torch.manual_seed(1000 * seed + state["batches"])
        sessions = shard(work, seed, int(rng.integers(files)))
        made = batch(sessions, rng.permutation(SESSIONS)[:_SESSIONS], errs)
        rate = _RATE * float(0.51 + 0.49 * np.cos(np.pi * spent_s / (60 * minutes)))
        told = _learn(network, state["optimizer"], Batch(*(part.to(device) for part in made)), rate)
        _average(state["average"], network, state["batches"])
        state |= {"batches": state["batches"] + 1, "seconds": time.monotonic() - began_s}
        with (work / "curves.csv").open("a", newline="") as opened:
            csv.writer(opened).writerow([state["batches"], f"{spent_s:.1f}", f"{rate:.6f}", f"{told:.4f}"])
        if time.monotonic() - kept_s > _KEEP_EVERY_S:
            kept_s = time.monotonic()
            _keep(state, work)
    _keep(state, work)


def _learn(network: Network, optimizer: torch.optim.Optimizer, made: Batch, rate: float) -> float:
    """Go through the sessions in pieces, the memory passed on."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    memory, total = torch.zeros(1, len(made.seen), MEMORY, device=made.seen.device), 0.0
    for begin in range(0, FRAMES, _CHUNK):
        piece = slice(begin, begin + _CHUNK)
        values, spreads, memory = network(made.seen[:, piece], memory.detach())
        told = loss(values, spreads, made.true[:, piece])
        optimizer.zero_grad()
        told.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        total += float(told.detach())
    return total / (FRAMES / _CHUNK)


def _average(average: dict[str, Tensor], network: Network, batches: int) -> None:
    share = min(0.98, batches / (batches + 5))
    for name, value in network.state_dict().items():
        average[name] = share * average[name] + (1 - share) * value.detach().cpu()


def _begin(work: Path, seed: int) -> dict[str, Any]:
    """Begin, or go on from what was kept."""
    torch.manual_seed(seed)
    network = Network()
    optimizer = torch.optim.Adam(network.parameters(), lr=_RATE)
    average = {name: value.clone() for name, value in network.state_dict().items()}
    state: dict[str, Any] = {
        "network": network,
        "optimizer": optimizer,
        "average": average,
        "batches": 0,
        "seconds": 0.0,
    }
    path = work / "network.pt"
    if path.is_file():
        kept = torch.load(path, weights_only=True)
        network.load_state_dict(kept["network"])
        optimizer.load_state_dict(kept["optimizer"])
        state |= {name: kept[name] for name in ("average", "batches", "seconds")}
    return state


def _keep(state: dict[str, Any], work: Path) -> None:
    kept = {name: state[name].state_dict() for name in ("network", "optimizer")}
    unfinished = work / "network.part"
    torch.save({**kept, **{name: state[name] for name in ("average", "batches", "seconds")}}, unfinished)
    unfinished.rename(work / "network.pt")


if __name__ == "__main__":
    main()
