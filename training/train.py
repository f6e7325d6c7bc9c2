"""`python -m training.train`: trains the lifter's network; run again, it goes on where it stopped.

Sessions are drawn from a seed into `--work` (training/shards.py) and what a 2D model says of them is imagined in a
process of its own. Curves, with the errors on clips held out, go to `curves.csv` there, the network to `network.pt`.
A GPU is used where there is one.
"""

import csv
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from contracts.skeleton import INDEX
from processors.lifting.answers import JOINTS, VALUES
from training import detector, echoes, held_out
from training.batches import Batch, batch
from training.imagined import Errs
from training.network import MEMORY, Network
from training.score import score
from training.shards import FRAMES, SESSIONS, shard

_SESSIONS: Final = 24
_CHUNK: Final = 60
_AHEAD: Final = 3
"""Batches that are made beforehand."""
_RATE: Final = 1e-3
_WARM: Final = 20
"""Batches until that is reached."""
_STEADY: Final = 20.0
_KEEP_EVERY_S: Final = 60.0
_LOOK_EVERY: Final = 25
"""Batches between two looks at the clips held out."""
_PER_FILE: Final = 12
"""Batches for which there has to be another file of sessions, so that drawing them doesn't keep anybody waiting."""


_USUAL_SPREAD: Final = 0.05
_WEIGHTS: Final = torch.ones(VALUES)
for _name in ("hip", "knee", "ankle"):
    for _side in ("left", "right"):
        _WEIGHTS[3 * INDEX[f"{_side}_{_name}"] : 3 * INDEX[f"{_side}_{_name}"] + 3] = 2.0
_WEIGHTS[JOINTS : JOINTS + 7] = 2.0
_WEIGHTS[JOINTS + 7] = 8.0


def loss(values: Tensor, spreads: Tensor, true: Tensor) -> Tensor:
    """Give how badly values and spreads tell the truth, and how much the error trembles; frames are axis 1.

    A bell curve's likelihood cares most for what is sure already; so what is less sure weighs more.
    """
    error = true - values
    honest = (spreads + 0.5 * (error / spreads.exp()) ** 2).clamp(max=12) * spreads.detach().exp() / _USUAL_SPREAD
    far = torch.nn.functional.smooth_l1_loss(values, true, reduction="none", beta=0.02)
    tremble = torch.diff(error, dim=1).abs().mean() + torch.diff(error, n=2, dim=1).abs().mean()
    return ((honest + 8 * far) * _WEIGHTS.to(values.device)).mean() + _STEADY * tremble


@click.command()
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/training"), help="Where all is kept.")
@click.option("--seed", default=1, show_default=True)
@click.option("--batches", default=4000, show_default=True, help="How many in all; 0.4 seconds of a core each.")
@click.option("--files", default=30, show_default=True, help="How many files of sessions.")
def main(work: Path, seed: int, batches: int, files: int) -> None:
    """Train."""
    torch.set_num_threads(1)
    work.mkdir(parents=True, exist_ok=True)
    state = _begin(work, seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network, clips = state["network"].to(device), held_out.load()
    before_s, kept_s = state["seconds"], time.monotonic()
    for made, others_s in _batches(work, seed, state["batches"], files):
        if state["batches"] >= batches:
            break
        rate = (
            _RATE * min(1.0, state["batches"] / _WARM) * float(0.5 + 0.5 * np.cos(np.pi * state["batches"] / batches))
        )
        told = _learn(network, state["optimizer"], Batch(*(part.to(device) for part in made)), rate)
        _average(state["average"], network, state["batches"])
        state |= {"batches": state["batches"] + 1, "seconds": before_s + time.process_time() + others_s}
        if state["batches"] % _LOOK_EVERY == 0:
            row = {"batches": state["batches"], "cpu_s": round(state["seconds"]), "rate": round(rate, 6)}
            _log(work, {**row, "loss": round(told, 4), **score(state["average"], clips)})
        if time.monotonic() - kept_s > _KEEP_EVERY_S:
            kept_s = time.monotonic()
            _keep(state, work)
    _keep(state, work)


def _log(work: Path, row: dict[str, float]) -> None:
    with (work / "curves.csv").open("a", newline="") as opened:
        writer = csv.DictWriter(opened, list(row))
        if opened.tell() == 0:
            writer.writeheader()
        writer.writerow(row)


def _batches(work: Path, seed: int, first: int, files: int) -> Iterator[tuple[Batch, float]]:
    """Give batches from a number on, made in another process, and the seconds that it has computed."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), torch.set_num_threads, (1,)) as pool:
        coming = [pool.submit(made, work, seed, first + ahead, files) for ahead in range(_AHEAD)]
        try:
            for number in count(first + _AHEAD):
                arrays, others_s = coming.pop(0).result()
                coming.append(pool.submit(made, work, seed, number, files))
                yield Batch(*(torch.from_numpy(part) for part in arrays)), others_s
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@cache
def _errs() -> Errs:
    return Errs(detector.load(), echoes.load())


def made(work: Path, seed: int, number: int, files: int) -> tuple[list[NDArray[np.float32]], float]:
    """Make the batch of this number, and tell for how many seconds this process has computed."""
    rng = np.random.default_rng([seed, number])
    torch.manual_seed(1_000_000 * seed + number)
    sessions = shard(work, seed, int(rng.integers(min(files, 1 + number // _PER_FILE))), _errs().measured)
    arrays = [part.numpy() for part in batch(sessions, rng.permutation(SESSIONS)[:_SESSIONS], _errs())]
    return arrays, time.process_time()


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
    share = min(0.99, batches / (batches + 5))
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
