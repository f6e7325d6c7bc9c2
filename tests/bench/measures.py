"""The measures, each over a folder's clips: results for the file, tables for the reader."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import click
from playwright.sync_api import Error as BrowserError
from rich.table import Table

from infra.kafka.broker import MissingPartError
from infra.models import backends
from processors.judging.profile import profile_of
from tests.bench import (
    bus_speed,
    camera,
    camera_decoding,
    camera_page,
    comes_back,
    lapsed,
    lifting_speed,
    live_load,
    live_soak,
    memory,
    models_in_picture,
    page_history,
    page_latency,
    soak,
    speed,
    worker_speed,
)
from tests.bench.accuracy import Accuracy, accuracy
from tests.bench.accuracy_tables import picture_table, tables
from tests.bench.bare_parts import BareParts
from tests.bench.bus_tables import bus_tables
from tests.bench.lifting import Judged, judged, told_by, told_by_the_2d_model
from tests.bench.lifting_tables import lifting_tables, measures
from tests.bench.posed_clips import Posing
from tests.bench.product import ProductError, analyze, answers
from tests.bench.results import Results, summed_up
from tests.bench.truth import Truth, find
from tests.bench.videos import beginning
from tests.browser.chromium import NoChromiumError, where

_PROFILE: Final = "ipf"
_EVERY_LIFT: Final = frozenset({"squat", "bench", "deadlift"})
_ITSELF: Final = "2D model's own 3D"
_LIFTERS: Final = ("blazepose", "perfectform")

Titled = Iterator[tuple[str, Table]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What to measure on."""

    truths: Sequence[Truth]
    clips: Path
    """The folder that they lie in."""
    out: Path
    """Where the results go."""
    frames: int | None
    """Only so many first frames of each clip; None: all."""
    height: bool
    """Whether the lifter's true height is told."""
    minutes: tuple[float, ...]
    """Media times at which memory is told."""
    videos: tuple[Path, ...]
    """On which speed is measured; none: on the first clip of each kind of truth."""


def measure_accuracy(asked: Asked, results: Results) -> Titled:
    """Analyse every clip and compare; a clip on which `analyze` fails is passed over, and said so."""
    parts = list[Accuracy]()
    for truth in asked.truths:
        _tell(f"{truth.name}: analyzing")
        try:
            parts.append(_accuracy_of(truth, asked))
        except ProductError as error:
            results.passed_over.append(str(error))
    results.accuracy = summed_up(parts)
    yield from tables(parts)


def _accuracy_of(truth: Truth, asked: Asked) -> Accuracy:
    out = asked.out / truth.name
    analyze(_video(truth.video, asked), out, truth.lift, truth.height_m if asked.height else None)
    told = answers(out)
    if asked.frames:
        truth = truth.until(told.report.video.duration_s)
    return accuracy(truth, told, profile_of(_PROFILE))


def measure_models(asked: Asked, results: Results) -> Titled:
    """Let every detector and 2D pose model that is here look at every clip whose camera is known, of all lifts."""
    truths = [truth for truth in find(asked.clips, _EVERY_LIFT).truths if truth.pictured is not None]
    for detector, pose in models_in_picture.pairs():
        models = models_in_picture.posing(detector, pose)
        if isinstance(models, str):
            results.passed_over.append(models)
            continue
        _tell(f"{detector} with {pose}: looking at {len(truths)} clips")
        parts = [models_in_picture.seen(truth, models.poses(_video(truth.video, asked))) for truth in truths]
        results.models[f"{detector} {pose}"] = summed_up(parts)
        yield f"In the picture: detector {detector}, 2D pose {pose}", picture_table(parts)


def measure_lifting(asked: Asked, results: Results) -> Titled:
    """Let lifters answer the same 2D joints of every clip, also of lifts that aren't judged, and compare."""
    posing, lifters = Posing(), {name: backends.load("lifters", name, 1) for name in _LIFTERS}
    by_lifter: dict[str, list[Judged]] = {name: [] for name in (_ITSELF, *lifters)}
    for truth in find(asked.clips, _EVERY_LIFT).truths:
        _tell(f"{truth.name}: lifting")
        poses = posing.poses(_video(truth.video, asked))
        height_m = truth.height_m if asked.height else None
        by_lifter[_ITSELF].append(judged(truth, poses, told_by_the_2d_model(poses)))
        for name, lifter in lifters.items():
            by_lifter[name].append(judged(truth, poses, told_by(lifter, poses, height_m)))
    results.lifting = {name: measures(clips) for name, clips in by_lifter.items()}
    yield from lifting_tables(by_lifter)
    yield f"A frame on one core ({_machine()})", lifting_speed.speed_table(lifting_speed.measure(lifters))


def measure_speed(asked: Asked, results: Results) -> Titled:
    """Measure the speed on some videos."""
    parts = BareParts()
    first = {truth.pictured is None: truth.video for truth in reversed(asked.truths)}
    for video in asked.videos or first.values():
        _tell(f"{video.stem}: timing analyze and its parts")
        results.speed.append(speed.measure(_video(video, asked), "squat", parts))
    yield "CPU time, part by part", speed.parts_table(results.speed)
    yield "Time on the wall", speed.wall_table(results.speed)


def measure_memory(asked: Asked, results: Results) -> Titled:
    """Measure the memory on a long video of the first clip."""
    if not memory.can_measure():
        results.passed_over.append("Memory is not measured: this system has no /proc that tells it.")
        return
    _tell(f"{asked.truths[0].name}: analyzing {max(asked.minutes):g} minutes of it at 1080p")
    results.memory = memory.measure(asked.truths[0], asked.minutes)
    yield "Memory of analyze and all that it started", memory.memory_table(results.memory)


def measure_gateway(_: Asked, results: Results) -> Titled:
    """Load the gateway with watchers; no clip is needed."""
    for kind in live_load.KINDS:
        _tell(f"{kind} server: {live_load.CLIENTS} clients watch for {live_load.SECONDS} s")
        results.gateway.append(live_load.measure(kind))
    yield (
        f"{live_load.CLIENTS} clients, one slow, one never reads ({_machine()})",
        live_load.load_table(results.gateway),
    )


def measure_camera(_: Asked, results: Results) -> Titled:
    """Let a phone film, without a browser and with one; no clip is needed."""
    for kind in camera.KINDS:
        _tell(f"a phone films the sample set in 720p: {kind}")
        try:
            results.camera.append(camera.measure(kind))
        except MissingPartError as error:
            results.passed_over.append(f"A phone on Kafka is not measured: {error}")
    yield f"A phone that films at 720p, {camera.FPS:g} frames/s ({_machine()})", camera.camera_table(results.camera)
    results.camera_decoding = camera_decoding.measure()
    yield "What a picture of a video costs the server", camera_decoding.decoding_table(results.camera_decoding)
    try:
        where()
    except NoChromiumError as error:
        results.passed_over.append(f"The page that films is not measured: {error}.")
        return
    for link, pictures in product(camera_page.LINKS, camera_page.PICTURES):
        _tell(f"the page that films, another one watches: {link}, {pictures}")
        try:
            results.camera_page.append(camera_page.measure(link, pictures))
        except (AssertionError, BrowserError) as error:  # a machine that is too busy for one isn't for all
            results.passed_over.append(f"The page that films is not measured over {link}, {pictures}: {error}")
    yield f"Two browsers, one films ({_machine()})", camera_page.camera_page_table(results.camera_page)


def measure_bus(_: Asked, results: Results) -> Titled:
    """Measure the bus over a broker of its own; no clip is needed."""
    _tell(f"publishing, taking and joining pictures, {bus_speed.ROUNDS} times each way")
    try:
        results.bus = bus_speed.measure()
    except MissingPartError as error:
        results.passed_over.append(f"The bus is not measured: {error}")
        return
    yield from bus_tables(results.bus, bus_speed.READERS)


def measure_workers(_: Asked, results: Results) -> Titled:
    """Measure what workers on Kafka cost beside one process, over a broker of its own; no clip is needed."""
    _tell("no-op stages at a camera's pace in memory, fused and hopping; long sessions; the real models; a backlog")
    try:
        results.workers = worker_speed.measure()
    except MissingPartError as error:
        results.passed_over.append(f"Workers are not measured: {error}")
        return
    yield "No-op stages at 30 frames a second", worker_speed.live_table(results.workers)
    yield "A worker takes over", comes_back.back_table(results.workers.back)
    yield "Throughput", worker_speed.throughput_table(results.workers)


def measure_soak(asked: Asked, results: Results) -> Titled:
    """Let two live sessions pass for the minutes that are told, and look at the memory of each process."""
    _tell(f"two live sessions for {max(asked.minutes):g} minutes")
    results.soak = soak.measure(asked.minutes)
    yield "Memory of each process of a run", soak.soak_table(results.soak, asked.minutes)


def measure_live(asked: Asked, results: Results) -> Titled:
    """Let one live session pass in two browsers' pages for the minutes that are told, and look at the memory."""
    _tell(f"one live session for {max(asked.minutes):g} minutes, in two pages")
    results.live = live_soak.measure(asked.minutes)
    yield f"Memory of a live session ({_machine()})", live_soak.live_soak_table(results.live)


def measure_lapsed(asked: Asked, results: Results) -> Titled:
    """Let a live session of made-up answers pass as fast as it goes, and look at the memory at these minutes of it."""
    _tell(f"{max(asked.minutes):g} minutes of a live session, as fast as they go")
    results.lapsed = lapsed.measure(asked.minutes)
    yield f"Memory of a live session, lapsed ({_machine()})", lapsed.lapsed_table(results.lapsed)


def measure_page(_: Asked, results: Results) -> Titled:
    """Look at the page in a browser: how late a live picture is, and how well a long past is handled."""
    try:
        where()
    except NoChromiumError as error:
        results.passed_over.append(f"The page is not measured: {error}.")
        return
    _tell("the sample set, paced like a camera, on a page")
    results.page_latency = page_latency.measure()
    yield (
        f"From a frame's release to its picture on the page ({_machine()})",
        page_latency.latency_table(results.page_latency),
    )
    _tell(f"a made-up past: {max(page_history.LISTS):,} sessions, one of them with {page_history.FRAMES:,} frames")
    results.page_history = page_history.measure()
    yield f"The page with a long past ({_machine()})", page_history.history_table(results.page_history)


def _machine() -> str:
    """Say on what this is measured, and how busy it was: a page waits for whoever else computes."""
    return f"{os.cpu_count()} cores, {os.getloadavg()[0]:.1f} processes that want one"


def _tell(line: str) -> None:
    """Say what goes on, beside the tables."""
    click.echo(line, err=True)


def _video(video: Path, asked: Asked) -> Path:
    """Give the video, or its beginning."""
    if asked.frames is None:
        return video
    made = asked.out / f"first-{asked.frames}" / video.parent.name / video.name
    made.parent.mkdir(parents=True, exist_ok=True)
    beginning(video, asked.frames, made)
    return made
