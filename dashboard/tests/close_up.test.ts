import { afterEach, expect, test, vi } from "vitest";
import { createCloseUp } from "../src/close_up";
import { initial } from "../src/state";
import { createStore } from "../src/store";
import type { Series, SessionDetail } from "../src/wire";
import { session } from "./builders";

const FPS = 30;
/** A set that was stopped: its video goes on after the last frame that was worked on. */
const facts = { state: "cancelled", run: "r", video: { width: 1, height: 1, duration_s: 120, fps: FPS } } as const;
const detail: SessionDetail = { ...session(facts), sets_found: [] };
const frames = Array.from({ length: 60 * FPS }, (_, frame) => frame);
const times = { frame: frames, pts_s: frames.map((frame) => frame / FPS) };
const thinned = (): Series => ({ pts_s: [0], frame: [0], phase: [], rep: [], angles: {}, decimated: true });

afterEach(() => vi.unstubAllGlobals());

function looking() {
  vi.stubGlobal("requestAnimationFrame", () => 0);
  const store = createStore(initial({ page: "session", id: "abc", frame: null }), () => undefined);
  store.change({ type: "detail", id: "abc", detail });
  store.change({ type: "times", id: "abc", times });
  store.change({ type: "series", id: "abc", series: thinned() });
  store.change({ type: "zoomed", id: "abc", zoomed: true });
  return { store, at: (frame: number) => store.change({ type: "shown", id: "abc", time_s: (frame + 0.5) / FPS }) };
}

test.each(["answers", "fails", "never answers"])("a video that plays asks for each span once, where the gateway %s", async (how) => {
  const { store, at } = looking();
  const spans: string[] = [];
  const closeUp = createCloseUp(store, (_, span) => {
    spans.push(`${span?.from_s.toFixed(0)}-${span?.to_s.toFixed(0)}`);
    if (how === "never answers") return new Promise(() => undefined);
    return how === "fails" ? Promise.reject(new Error("It is away.")) : Promise.resolve(thinned());
  });
  for (const frame of frames) {
    at(frame);
    void closeUp();
    await Promise.resolve();
  }
  expect(spans).toEqual(["0-16", "0-28", "8-40", "20-52", "32-64"]);
  expect(store.state().notice?.text).toBe(how === "fails" ? "It is away." : undefined);
});

test("what is asked for later is shown, though it comes first", async () => {
  const { store, at } = looking();
  const answers: ((series: Series) => void)[] = [];
  const closeUp = createCloseUp(store, () => new Promise((answer) => answers.push(answer)));
  const both = [0, 1700].map((frame) => (at(frame), closeUp()));
  const [early, late] = [thinned(), thinned()];
  answers[1]?.(late);
  answers[0]?.(early);
  await Promise.all(both);
  expect(store.state().opened?.closeUp).toBe(late);
});

test("a series that was read anew is looked at closely anew", async () => {
  const { store, at } = looking();
  let asked = 0;
  const closeUp = createCloseUp(store, () => Promise.resolve((asked++, thinned())));
  at(0);
  await closeUp();
  await closeUp();
  store.change({ type: "series", id: "abc", series: thinned() });
  await closeUp();
  expect(asked).toBe(2);
});

test("who looks at the whole video in between asks again", async () => {
  const { store, at } = looking();
  let asked = 0;
  const closeUp = createCloseUp(store, () => (asked++, Promise.reject(new Error("It is away."))));
  at(0);
  for (const zoomed of [true, false, true]) {
    store.change({ type: "zoomed", id: "abc", zoomed });
    await closeUp();
  }
  expect(asked).toBe(2);
});
