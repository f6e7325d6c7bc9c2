// The small pure parts: addresses, words, arrays, and the drawing description that Python reads too.

import { expect, test } from "vitest";
import { apply } from "../src/apply";
import { floats } from "../src/arrays";
import { sentence } from "../src/api";
import { byScore, byStdInImage, byStdInWorld } from "../src/draw/opacity";
import { DRAWING } from "../src/drawing";
import { homeLink, parseRoute, sessionLink } from "../src/route";
import { rowOf } from "../src/series";
import { initial } from "../src/state";
import { titleOf } from "../src/title";
import { interval, mediaTime, savedName } from "../src/words";
import { bytes, session } from "./builders";

test("an address leads where it was made for", () => {
  expect(parseRoute(sessionLink("a1b2", 70))).toEqual({ page: "session", id: "a1b2", frame: 70 });
  expect(parseRoute(sessionLink("a/b?c"))).toEqual({ page: "session", id: "a/b?c", frame: null });
  expect(parseRoute(homeLink("17.5,abc"))).toEqual({ page: "home", before: "17.5,abc" });
  for (const hash of ["", "#", "#/", "#/elsewhere", "#/sessions/%zz"]) expect(parseRoute(hash)).toEqual({ page: "home", before: null });
  expect(parseRoute("#/sessions/x?frame=-1e9")).toMatchObject({ frame: null });
});

test("an interval is two standard deviations wide on each side, in the unit that people use", () => {
  expect(interval({ value: -0.07, std: 0.045, unit: "m", seen: 1 })).toEqual({ value: "−7", spread: "9 cm" });
  expect(interval({ value: 99.2, std: 34, unit: "deg", seen: 1 })).toEqual({ value: "99", spread: "68°" });
  expect(interval({ value: -0.001, std: 0, unit: "m", seen: 1 }).value).toBe("0");
});

test("media time carries", () => {
  expect([0, 59.999, 61.5].map(mediaTime)).toEqual(["0:00.00", "1:00.00", "1:01.50"]);
});

test("a video is saved with one ending, which is its own", () => {
  const saved = (name: string) => (["original", "overlay"] as const).map((source) => savedName(session({ name }), source));
  expect(saved("squat.mp4")).toEqual(["squat.mp4", "squat.mp4"]);
  expect(saved("IMG_1.MOV")).toEqual(["IMG_1.MOV", "IMG_1.mp4"]);
  expect(saved("5x5 at 92.5")).toEqual(["5x5 at 92.5.mp4", "5x5 at 92.5.mp4"]);
  expect(saved("")).toEqual(["abc.mp4", "abc.mp4"]);
});

test("each page has a title of its own", () => {
  expect(titleOf(initial({ page: "home", before: null }))).toBe("Perfect Form");
  expect(titleOf(initial({ page: "tv" }))).toBe("Live · Perfect Form");
  const opened = initial({ page: "session", id: "abc", frame: null });
  expect(titleOf(opened)).toBe("Session · Perfect Form");
  expect(titleOf(apply(opened, { type: "session", id: "abc", session: session() }))).toBe("squat.mp4 · Perfect Form");
});

test("arrays are read wherever their bytes begin", () => {
  const shifted = new Uint8Array([0, ...bytes([1.5, -2])]).subarray(1);
  expect([...floats(shifted)]).toEqual([1.5, -2]);
});

test("what is certain is opaque, what is uncertain faint, and what isn't given not there", () => {
  const { score, std_in_world_m, faintest } = DRAWING.fading;
  expect([1, score.certain, score.uncertain, 0].map(byScore)).toEqual([1, 1, faintest, 0]);
  expect(byStdInWorld([1, 1, 1])).toBe(faintest);
  expect(byStdInWorld([std_in_world_m.certain, 0, 0])).toBe(1);
  expect(byStdInWorld([Number.NaN, 1, 1])).toBe(1);
  expect(byStdInImage([720, 720], 720)).toBe(faintest);
});

test("what went wrong is the gateway's sentence where there is one", () => {
  expect(sentence(400, '{"error": "This is no video."}')).toBe("This is no video.");
  expect(sentence(502, "<html>")).toContain("502");
});

test("the nearest row of a thinned series is read out", () => {
  const series = { frame: [0, 10, 20], pts_s: [0, 1, 2], phase: [], rep: [], angles: {}, decimated: true };
  expect([0, 4, 6, 14, 16, 99].map((frame) => rowOf(series, frame))).toEqual([0, 0, 1, 1, 2, 2]);
});
