// What a set comes to: counted from its events, as they come.

import type { FormEvent, Light } from "./contracts";

export interface SetSummary {
  /** Number of the set in its session, from 0. */
  readonly set: number;
  readonly reps: number;
  readonly lights: Readonly<Record<Light, number>>;
  /** What was said, and how often, the most frequent first. */
  readonly cues: readonly { readonly text: string; readonly times: number }[];
  readonly over: boolean;
}

export function summed(before: SetSummary | null, event: FormEvent): SetSummary | null {
  if (event.type === "set_started") {
    return { set: event.set, reps: 0, lights: { white: 0, red: 0, unlit: 0 }, cues: [], over: false };
  }
  if (before === null || event.set !== before.set) return before;
  switch (event.type) {
    case "rep":
      return { ...before, reps: before.reps + 1 };
    case "light":
      return { ...before, lights: { ...before.lights, [event.light]: before.lights[event.light] + 1 } };
    case "cue":
      return { ...before, cues: withOneMore(before.cues, event.cue.text) };
    case "set_ended":
      return { ...before, over: true };
    case "verdict":
      return before;
  }
}

function withOneMore(cues: SetSummary["cues"], text: string): SetSummary["cues"] {
  const known = cues.some((cue) => cue.text === text);
  const counted = known ? cues.map((cue) => (cue.text === text ? { text, times: cue.times + 1 } : cue)) : [...cues, { text, times: 1 }];
  return counted.toSorted((one, other) => other.times - one.times);
}
