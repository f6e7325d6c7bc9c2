import { expect, test } from "vitest";
import type { FormEvent } from "../src/contracts";
import { summed, type SetSummary } from "../src/summary";
import { deeper, rep } from "./builders";

const started: FormEvent = { type: "set_started", set: 0, lift: "squat", start_s: 1 };
const ended: FormEvent = { type: "set_ended", set: 0, lift: "squat", lift_confidence: 1, start_s: 1, end_s: 9, reps: 2 };

function of(...events: FormEvent[]): SetSummary | null {
  return events.reduce(summed, null);
}

test("a set is summed up as it goes, and is over when the judge says so", () => {
  const under = of(
    started,
    { type: "light", set: 0, rep: 0, light: "red", rules: [] },
    { type: "cue", set: 0, rep: 0, cue: { ...deeper, text: "Slower" } },
    { type: "rep", set: 0, rep: rep(0) },
    { type: "light", set: 0, rep: 1, light: "white", rules: [] },
    ...[0, 1].map((index): FormEvent => ({ type: "cue", set: 0, rep: index, cue: deeper })),
    { type: "rep", set: 0, rep: rep(1) },
  );
  expect(under).toEqual({
    set: 0,
    reps: 2,
    lights: { white: 1, red: 1, unlit: 0 },
    cues: [
      { text: "Go deeper", times: 2 },
      { text: "Slower", times: 1 },
    ],
    over: false,
  });
  expect(summed(under, ended)).toEqual({ ...under, over: true });
});

test("the next set begins with nothing, and a late word of the one before changes nothing", () => {
  const next = of(started, ended, { ...started, set: 1 });
  expect(next).toMatchObject({ set: 1, reps: 0, over: false });
  expect(summed(next, { type: "rep", set: 0, rep: rep(4) })).toBe(next);
});

test("before a set there is nothing to sum up", () => {
  expect(of({ type: "rep", set: 0, rep: rep(0) })).toBeNull();
});
