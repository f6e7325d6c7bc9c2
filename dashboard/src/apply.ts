// How the state changes: pure, so that what the page shows follows from what it was told.

import type { FormEvent } from "./contracts";
import type { Change, OfSession } from "./messages";
import { NOTHING_LIVE, openedBy, type Listed, type Live, type Opened, type State } from "./state";
import { summed } from "./summary";
import { framesOf, shownAt, timelineOf } from "./timeline";
import { traced } from "./trace";
import type { Hello, LiveEvent, SessionDetail, SessionView } from "./wire";

const MOST_LINES = 60;
const NOTHING_FOUND = { detail: null, times: null, series: null, closeUp: null, people: null, dialog: null };

export function apply(state: State, change: Change): State {
  switch (change.type) {
    case "routed":
      return routed(state, change.route);
    case "listed":
      return isShown(change.list, state.route) ? { ...state, list: change.list, listError: null } : state;
    case "list_failed":
      return { ...state, listError: change.error };
    case "upload":
      return { ...state, uploads: replaced(state.uploads, change.upload) };
    case "upload_accepted":
      return { ...without(state, change.upload), list: listed(state, change.session) };
    case "upload_dismissed":
      return without(state, change.upload);
    case "removed":
      return { ...state, list: state.list && { ...state.list, sessions: others(state.list.sessions, change.session) } };
    case "phone":
      return { ...state, phone: change.phone };
    case "tuned":
      if (state.route.page !== "tv") return state;
      return { ...state, opened: openedBy({ page: "session", id: change.session, frame: null }) };
    case "watching":
      return { ...state, watching: { ...state.watching, ...change.watching } };
    case "notice":
      return { ...state, notice: change.notice };
    default:
      if (state.opened?.id !== change.id) return state;
      return { ...state, opened: applyToOpened(state.opened, change) };
  }
}

function routed(state: State, route: State["route"]): State {
  const stays = route.page === "session" && state.opened?.id === route.id ? state.opened : null;
  if (stays === null) return { ...state, route, phone: null, opened: openedBy(route), list: samePage(state, route) };
  const wanted = route.page === "session" ? route.frame : null;
  return { ...state, route, opened: wanted === null ? stays : sent(stays, wanted) };
}

function sent(opened: Opened, frame: number): Opened {
  const timeline = timelineOf(opened);
  const wanted = timeline && opened.session ? Math.min(frame, framesOf(timeline, opened.session) - 1) : frame;
  return { ...opened, player: { ...opened.player, wanted, playing: false } };
}

/** A list that was shown before is shown again at once, until the newer one is there. */
function samePage({ list }: State, route: State["route"]): State["list"] {
  return list !== null && isShown(list, route) ? list : null;
}

/** Whether a page of the list is the one that a route shows; where it shows none, any may be gone back to. */
function isShown({ before }: Listed, route: State["route"]): boolean {
  return route.page !== "home" || route.before === before;
}

function without(state: State, upload: number): State {
  return { ...state, uploads: state.uploads.filter(({ id }) => id !== upload) };
}

/** The list with a new session on its first page, where its upload stood. */
function listed({ list, route }: State, session: SessionView): State["list"] {
  const first = route.page === "home" && route.before === null;
  return list && first ? { ...list, sessions: [session, ...others(list.sessions, session.session)] } : list;
}

function others(sessions: readonly SessionView[], session: string): readonly SessionView[] {
  return sessions.filter((other) => other.session !== session);
}

function replaced<T extends { readonly id: number }>(items: readonly T[], item: T): readonly T[] {
  const known = items.some((other) => other.id === item.id);
  return known ? items.map((other) => (other.id === item.id ? item : other)) : [...items, item];
}

function applyToOpened(opened: Opened, change: OfSession): Opened {
  switch (change.type) {
    case "session":
      return withSession(opened, change.session);
    case "detail":
      return detailed(opened, change.detail);
    case "series":
      return { ...opened, series: change.series, closeUp: null };
    case "times":
      return found({ ...opened, times: change.times });
    case "close_up":
      return { ...opened, closeUp: change.series };
    case "zoomed":
      return { ...opened, zoomed: change.zoomed };
    case "failed":
      return { ...opened, error: change.error };
    case "disconnected":
      return { ...opened, live: { ...opened.live, connected: false } };
    case "hello":
      return { ...withSession(opened, change.hello.session), live: greeted(opened.live, change.hello) };
    case "view":
      return { ...opened, live: viewed(opened.live, change.view) };
    case "event":
      return happened(opened, change.event);
    case "shown":
      return arrived(found({ ...opened, player: { ...opened.player, shown_s: change.time_s } }));
    case "player":
      return found({ ...opened, player: { ...opened.player, ...change.player } });
    case "people":
      return { ...opened, people: change.people };
    case "views":
      return { ...opened, views: change.views };
    case "dialog":
      return { ...opened, dialog: change.dialog };
  }
}

/** Which frame the picture is: known once the times of all are. */
function found(opened: Opened): Opened {
  const { player, session } = opened;
  const timeline = timelineOf(opened);
  if (timeline === null || session === null) return opened;
  const wanted = player.wanted === null ? null : Math.min(player.wanted, framesOf(timeline, session) - 1);
  if (!session.kept) return { ...opened, player: { ...player, frame: wanted ?? player.frame, wanted: null } };
  const frame = player.shown_s === null ? player.frame : shownAt(timeline, player.shown_s);
  return { ...opened, player: { ...player, frame, wanted } };
}

/** The wanted frame is there once a picture says so, not because it was there when it was asked for: the video may be
 * on its way elsewhere by then. */
function arrived(opened: Opened): Opened {
  const { player } = opened;
  return player.wanted === player.frame ? { ...opened, player: { ...player, wanted: null } } : opened;
}

/** Only a session that is done has a video with everything drawn on it. */
function detailed(opened: Opened, detail: SessionDetail): Opened {
  const source = detail.state === "done" ? opened.player.source : "original";
  return { ...withSession(opened, detail), detail, player: { ...opened.player, source } };
}

/** A session that is worked on again has nothing left of its last run. */
function withSession(opened: Opened, session: SessionView): Opened {
  const again = opened.detail !== null && session.state !== "done" && session.state !== "cancelled";
  const known = { ...opened, session, error: null };
  if (!again) return known;
  const player: Opened["player"] = { ...opened.player, source: "overlay", playing: false, shown_s: null, error: null };
  return { ...known, player, ...NOTHING_FOUND, live: NOTHING_LIVE };
}

/** What was missed comes next; after a restart of the gateway events are numbered from 1 again. */
function greeted(live: Live, hello: Hello): Live {
  const anew = hello.log !== live.log ? { events: [], summary: null, sequence: 0 } : {};
  return { ...live, ...anew, log: hello.log, connected: true, set: hello.set, reps: hello.reps, phase: hello.phase };
}

function viewed(live: Live, view: NonNullable<Live["view"]>): Live {
  const { form, pts } = view;
  const { phase, cue } = form;
  return { ...counted(live, form.set, form.reps), view, phase, cue, trace: traced(live.trace, pts, form) };
}

/** The count never goes back within a set: events may be ahead of the picture. */
function counted(live: Live, set: number | null, reps: number): Live {
  if (set === null || set < (live.set ?? 0)) return live;
  return { ...live, set, reps: set === live.set ? Math.max(live.reps, reps) : reps };
}

function happened(opened: Opened, { sequence, frame, event }: LiveEvent): Opened {
  if (sequence <= opened.live.sequence) return opened;
  const heard = { ...opened, live: { ...opened.live, sequence } };
  if (event.type === "session") {
    const nothing = { events: [], cue: null, summary: null, set: null, reps: 0 };
    const anew = event.session.state === "uploaded" ? nothing : {};
    const begun = { ...heard, live: { ...heard.live, ...anew } };
    const old = event.session.updated_at < (opened.session?.updated_at ?? 0);
    return old ? begun : withSession(begun, event.session);
  }
  const events = [{ sequence, frame, event }, ...heard.live.events].slice(0, MOST_LINES);
  return { ...heard, live: { ...told(heard.live, event), events, summary: summed(heard.live.summary, event) } };
}

function told(live: Live, event: FormEvent): Live {
  if (event.type === "set_started") return { ...live, set: event.set, reps: 0 };
  return event.type === "rep" ? counted(live, event.set, event.rep.index + 1) : live;
}
