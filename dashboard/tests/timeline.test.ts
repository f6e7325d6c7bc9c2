import { expect, test } from "vitest";
import { frameAt, framesOf, middleOf, placeOf, shownAt, type Timeline } from "../src/timeline";
import { session } from "./builders";

/** A phone's frames: 30 a second, then 24, with one long gap. */
const uneven = [0, 0.033, 0.067, 0.1, 0.142, 0.183, 0.5, 0.542];
const whole: Timeline = { frame: uneven.map((_, index) => index), pts_s: uneven, fps: 30 };

test("every frame is found again from the middle of the time in which it is shown", () => {
  for (const [index, pts_s] of uneven.entries()) {
    const middle = middleOf(whole, index);
    expect(middle).toBeGreaterThan(pts_s);
    expect(middle).toBeLessThan(uneven[index + 1] ?? pts_s + 1 / 30);
  }
});

test("a picture's own time says which frame it is", () => {
  expect(uneven.map((pts_s) => frameAt(whole, pts_s))).toEqual(whole.frame);
  expect(uneven.map((pts_s) => frameAt(whole, pts_s + 0.004))).toEqual(whole.frame);
});

test("a frame is shown from its own time until the next one's, give or take a container's rounding", () => {
  for (const later_s of [-0.0009, 0, 0.0009, 0.03]) {
    expect(uneven.map((pts_s) => shownAt(whole, pts_s + later_s))).toEqual(whole.frame);
  }
  expect(shownAt(whole, 0.49)).toBe(5);
  expect(shownAt(whole, -1)).toBe(0);
});

test("a video has the frames that were worked on; one that was stopped has more", () => {
  expect(framesOf(whole, session({ state: "done" }))).toBe(8);
  expect(framesOf(whole, session({ state: "cancelled", video: { width: 1, height: 1, duration_s: 2.5, fps: 30 } }))).toBe(75);
});

test("with nothing but a rate, time is even", () => {
  const even: Timeline = { frame: [0], pts_s: [0], fps: 50 };
  expect(frameAt(even, 1)).toBe(50);
  expect(middleOf(even, 50)).toBeCloseTo(1.01);
  expect(frameAt(even, -3)).toBe(0);
});

test("the place in a column is that of the last value that isn't above", () => {
  expect([-1, 0, 0.5, 1, 2, 9].map((value) => placeOf([0, 1, 2], value))).toEqual([0, 0, 0, 1, 2, 2]);
  expect(placeOf([], 1)).toBe(0);
});
