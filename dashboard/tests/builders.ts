// Messages with only what a test is about.

import type { CueGiven, Form, Rep } from "../src/contracts";
import type { LiveView } from "../src/state";
import type { LiveEvent, SessionView } from "../src/wire";

export function session(facts: Partial<SessionView> = {}): SessionView {
  return {
    session: "abc",
    name: "squat.mp4",
    state: "running",
    reason: "",
    place: null,
    progress: 0,
    lift: "auto",
    height_m: null,
    load_kg: null,
    lifter: "",
    notes: "",
    delivery: "lossless",
    frames_dropped: 0,
    kept: true,
    camera: "",
    beside: null,
    created_at: 1,
    updated_at: 1,
    run: null,
    video: { width: 720, height: 1280, duration_s: 10, fps: 30 },
    reps: null,
    sets: null,
    ...facts,
  };
}

export function bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function form({ angles = [], ...facts }: Omit<Partial<Form>, "angles"> & { angles?: number[] | null }): Form {
  const seven = angles && bytes([0, 1, 2, 3, 4, 5, 6].map((angle) => angles[angle] ?? Number.NaN));
  return {
    type: "form.v1",
    session: "abc",
    run: "r",
    camera: "",
    frame: 0,
    pts: 0,
    trace: { frame_ref: null, captured_at: 0, received_at: 0, finished_at: {} },
    lift: "squat",
    phase: "descent",
    set: 0,
    rep: 0,
    reps: 0,
    angles: seven,
    angles_std: seven,
    cue: null,
    events: [],
    dropped: false,
    ...facts,
  };
}

export function view(frame: number, facts: Parameters<typeof form>[0] = {}): LiveView {
  const made = form({ frame, pts: frame / 30, ...facts });
  return { type: "view", frame, pts: frame / 30, form: made, poses3d: null } as unknown as LiveView;
}

export function event(sequence: number, happened: LiveEvent["event"]): LiveEvent {
  return { type: "event", sequence, frame: 1, pts: 0.1, event: happened };
}

export const deeper: CueGiven = { cue: "go_deeper", severity: "major", text: "Go deeper", why: "", at_s: 2, frame: 60 };

export function rep(index: number): Rep {
  return { index, start_s: 1, bottom_s: 2, end_s: 3, complete: true, metrics: {}, checks: [], cues: [] };
}
