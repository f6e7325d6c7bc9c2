import { expect, test } from "vitest";
import { TRACE_S, traced } from "../src/trace";
import { form } from "./builders";

const nothing = { pts_s: [], deg: [], std_deg: [] };

test("what is older than the plots show is forgotten", () => {
  let trace: ReturnType<typeof traced> = nothing;
  for (let frame = 0; frame < 60 * 30; frame++) trace = traced(trace, frame / 60, form({ frame, angles: [frame] }));
  expect(trace.pts_s.length).toBe(60 * TRACE_S + 1);
  expect(trace.deg[0]?.length).toBe(trace.pts_s.length);
  expect(trace.deg[0]?.at(-1)).toBe(60 * 30 - 1);
  expect(trace.pts_s[0]).toBeCloseTo(30 - TRACE_S - 1 / 60);
});

test("an angle that wasn't measured is a gap", () => {
  const first = traced(nothing, 0, form({ angles: [90, Number.NaN] }));
  const second = traced(first, 0.1, form({ angles: null }));
  expect(second.deg[0]).toEqual([90, null]);
  expect(second.deg[1]).toEqual([null, null]);
});

test("it begins anew when the session does", () => {
  const before = traced(traced(nothing, 5, form({})), 6, form({}));
  expect(traced(before, 0, form({})).pts_s).toEqual([0]);
});
