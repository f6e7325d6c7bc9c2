import { expect, test } from "vitest";
import { apply } from "../src/apply";
import type { Change } from "../src/messages";
import { initial, type State } from "../src/state";
import type { SessionDetail, SessionView } from "../src/wire";
import { deeper, event, rep, session, view } from "./builders";

const home = initial({ page: "home", before: null });
const watching = initial({ page: "session", id: "abc", frame: null });
const hello = (sequence: number, log = "one"): Change => ({
  type: "hello",
  id: "abc",
  hello: { type: "hello", session: session(), log, sequence, set: 0, reps: 2, phase: "rest" },
});

function after(state: State, ...changes: Change[]): State {
  return changes.reduce(apply, state);
}

test("a change leaves the state before it as it was", () => {
  const before = structuredClone(watching);
  after(watching, hello(3), { type: "event", id: "abc", event: event(4, { type: "rep", set: 0, rep: rep(2) }) });
  expect(watching).toEqual(before);
});

test("a late page is greeted with how far it is, and then hears what it missed", () => {
  const late = after(watching, hello(7));
  expect(late.opened?.live).toMatchObject({ connected: true, reps: 2, phase: "rest" });
  expect(late.opened?.session?.state).toBe("running");
  const { live } = after(late, heard(event(6, { type: "rep", set: 0, rep: rep(0) }))).opened!;
  expect(live.events.length).toBe(1);
});

test("an old word about the session doesn't undo a newer one", () => {
  const done = after(watching, { type: "session", id: "abc", session: session({ state: "done", updated_at: 9 }) });
  const old = event(1, { type: "session", session: session({ state: "running", updated_at: 8 }) });
  expect(after(done, heard(old)).opened?.session?.state).toBe("done");
});

test("each event counts once, whatever is said again", () => {
  const first = event(8, { type: "rep", set: 0, rep: rep(2) });
  const { live } = after(watching, hello(7), ...[first, first, first].map(heard)).opened!;
  expect(live.reps).toBe(3);
  expect(live.events.length).toBe(1);
});

test("after a break what was missed is still taken, and nothing twice", () => {
  const known = after(watching, hello(1), heard(event(2, { type: "rep", set: 0, rep: rep(0) })));
  const missed = event(3, { type: "cue", set: 0, rep: 0, cue: deeper });
  const { live } = after(known, { type: "disconnected", id: "abc" }, hello(3), heard(missed)).opened!;
  expect(live.events.map(({ sequence }) => sequence)).toEqual([3, 2]);
  expect(live.cue).toBeNull();
});

test("a restarted gateway numbers from 1 again", () => {
  const { live } = after(watching, hello(0), heard(event(50, { type: "rep", set: 0, rep: rep(1) })), hello(70, "other"), heard(event(1, { type: "rep", set: 0, rep: rep(0) }))).opened!;
  expect(live.events.length).toBe(1);
});

test("a frame brings its own phase and count", () => {
  const { live } = after(watching, hello(0), { type: "view", id: "abc", view: view(30, { phase: "ascent", reps: 4 }) }).opened!;
  expect(live).toMatchObject({ phase: "ascent", reps: 4 });
  expect(live.view?.frame).toBe(30);
});

test("the count never goes back within a set, whichever of event and picture is ahead", () => {
  const told = heard(event(1, { type: "rep", set: 0, rep: rep(2) }));
  const late = { type: "view", id: "abc", view: view(30, { set: 0, reps: 2 }) } as const;
  const between = { type: "view", id: "abc", view: view(31, { set: null, reps: 0 }) } as const;
  const before = after(watching, hello(0), told, late, between);
  expect(before.opened?.live.reps).toBe(3);
  const next = after(before, heard(event(2, { type: "set_started", set: 1, lift: "squat", start_s: 9 })), late);
  expect(next.opened?.live.reps).toBe(0);
});

test("what concerns another session changes nothing", () => {
  expect(after(watching, { type: "failed", id: "other", error: "no" })).toBe(watching);
  expect(after(home, { type: "failed", id: "abc", error: "no" })).toBe(home);
});

test("a session that runs again has nothing left of its last run", () => {
  const detail: SessionDetail = { ...session({ state: "done", run: "r" }), sets_found: [] };
  const looking = after(watching, { type: "detail", id: "abc", detail }, { type: "dialog", id: "abc", dialog: "again" });
  expect(looking.opened).toMatchObject({ detail, dialog: "again" });
  const again = after(looking, { type: "session", id: "abc", session: session({ state: "uploaded" }) });
  expect(again.opened).toMatchObject({ detail: null, series: null, people: null, dialog: null });
});

test("a link to a frame moves the player of the session that is open, and opens any other", () => {
  const looking = after(watching, { type: "session", id: "abc", session: session({ state: "done" }) });
  const same = after(looking, { type: "routed", route: { page: "session", id: "abc", frame: 12 } });
  expect(same.opened?.player.wanted).toBe(12);
  expect(same.opened?.session).not.toBeNull();
  const other = after(looking, { type: "routed", route: { page: "session", id: "other", frame: null } });
  expect(other.opened).toMatchObject({ id: "other", session: null });
});

test("which frame a picture is, is known once the times of all are", () => {
  const detail: SessionDetail = { ...session({ state: "done", run: "r" }), sets_found: [] };
  const times = { frame: [0, 1, 2, 3], pts_s: [0, 0.1, 0.11, 0.5] };
  const linked = initial({ page: "session", id: "abc", frame: 99 });
  const early = after(linked, { type: "detail", id: "abc", detail }, { type: "shown", id: "abc", time_s: 0.5 });
  expect(early.opened?.player).toMatchObject({ frame: 0, wanted: 99 });
  expect(after(early, { type: "times", id: "abc", times }).opened?.player).toMatchObject({ frame: 3, wanted: 3 });
  const later = after(early, { type: "times", id: "abc", times }, { type: "shown", id: "abc", time_s: 0.12 });
  expect(later.opened?.player.frame).toBe(2);
});

test("a frame that is asked for is there when a picture says so, though it was shown when it was asked for", () => {
  const detail: SessionDetail = { ...session({ state: "done", run: "r" }), sets_found: [] };
  const times = { frame: [0, 1, 2], pts_s: [0, 0.1, 0.2] };
  const wanted = (frame: number): Change => ({ type: "player", id: "abc", player: { wanted: frame } });
  const shown: Change = { type: "shown", id: "abc", time_s: 0 };
  const back = after(watching, { type: "detail", id: "abc", detail }, { type: "times", id: "abc", times }, shown, wanted(2), wanted(0));
  expect(back.opened?.player).toMatchObject({ frame: 0, wanted: 0 });
  const passing = after(back, { type: "shown", id: "abc", time_s: 0.2 });
  expect(passing.opened?.player).toMatchObject({ frame: 2, wanted: 0 });
  expect(after(passing, shown).opened?.player).toMatchObject({ frame: 0, wanted: null });
});

test("where no pictures were kept, a frame is gone to at once", () => {
  const facts = { state: "done", run: "r", kept: false, video: { width: 1, height: 1, duration_s: 0.3, fps: 10 } } as const;
  const known = after(
    watching,
    { type: "session", id: "abc", session: session(facts) },
    { type: "times", id: "abc", times: { frame: [0, 1, 2], pts_s: [0, 0.1, 0.2] } },
  );
  const there = after(known, { type: "player", id: "abc", player: { wanted: 2, playing: false } });
  expect(there.opened?.player).toMatchObject({ frame: 2, wanted: null });
});

test("what the last run brought is not told of the next one", () => {
  const again = event(9, { type: "session", session: session({ state: "uploaded", updated_at: 0 }) });
  const last = event(8, { type: "rep", set: 0, rep: rep(2) });
  expect(after(watching, hello(9), heard(last), heard(again)).opened?.live).toMatchObject({ events: [], reps: 0 });
});

test("the cue that shows is the picture's own, and goes with it", () => {
  const shown = after(watching, hello(0), { type: "view", id: "abc", view: view(30, { cue: deeper }) });
  expect(shown.opened?.live.cue?.text).toBe("Go deeper");
  const later = after(shown, { type: "view", id: "abc", view: view(110) });
  expect(later.opened?.live.cue).toBeNull();
});

test("a screen in the room goes over to another set with nothing left of the one before", () => {
  const tv = initial({ page: "tv" });
  const first = after(tv, { type: "tuned", session: "abc" }, hello(1), { type: "view", id: "abc", view: view(30) });
  expect(first.opened?.live.view?.frame).toBe(30);
  const second = after(first, { type: "tuned", session: "def" });
  expect(second.opened).toMatchObject({ id: "def", session: null, live: { view: null, reps: 0 } });
});

test("an upload becomes a session in the same place", () => {
  const upload = { id: 1, name: "squat.mp4", sent: 0.5, state: "sending", error: "" } as const;
  const sending = after(home, listed([]), { type: "upload", upload });
  expect(sending.uploads).toEqual([upload]);
  const there = after(sending, { type: "upload_accepted", upload: 1, session: session() });
  expect(there.uploads).toEqual([]);
  expect(there.list?.sessions).toEqual([session()]);
  expect(after(there, { type: "removed", session: "abc" }).list?.sessions).toEqual([]);
});

test("a page of the list is shown where it was asked for, and nowhere else", () => {
  const [newest, older] = [[session()], [session({ session: "old" })]];
  const page = (before: string | null): Change => ({ type: "routed", route: { page: "home", before } });
  const back = after(home, listed(newest), page("x"), listed(older, "x"));
  expect(back.list?.sessions).toEqual(older);
  expect(after(back, listed(newest)).list?.sessions).toEqual(older);
  const looking = after(back, { type: "routed", route: { page: "session", id: "old", frame: null } });
  expect(after(looking, page("x")).list?.sessions).toEqual(older);
  expect(after(looking, page(null)).list).toBeNull();
});

test("a screen in the room that was left opens nothing", () => {
  const left = after(initial({ page: "tv" }), { type: "routed", route: { page: "session", id: "abc", frame: null } });
  expect(after(left, { type: "tuned", session: "def" })).toBe(left);
  expect(after(home, { type: "tuned", session: "def" }).opened).toBeNull();
});

function listed(sessions: readonly SessionView[], before: string | null = null): Change {
  return { type: "listed", list: { sessions, next: null, before } };
}

function heard(happened: ReturnType<typeof event>): Change {
  return { type: "event", id: "abc", event: happened };
}
