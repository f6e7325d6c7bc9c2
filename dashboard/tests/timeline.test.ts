import { expect, test } from "vitest";
import { frameAt, middleOf, placeOf, timeOf, type Timeline } from "../src/timeline";

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

test("frames between the points of a thinned series are told too", () => {
  const thinned: Timeline = { frame: [0, 18, 36], pts_s: [0, 0.3, 0.6], fps: 60 };
  for (let frame = 0; frame < 60; frame++) expect(frameAt(thinned, timeOf(thinned, frame))).toBe(frame);
  expect(timeOf(thinned, 9)).toBeCloseTo(0.15);
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
