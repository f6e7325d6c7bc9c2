// The one state of the page. Nothing else remembers anything that is shown.

import type { CueGiven, FormEvent, Phase } from "./contracts";
import type { Beside, Route } from "./route";
import type { SetSummary } from "./summary";
import type { FrameView, People, PhoneView, Series, SessionDetail, SessionPage, SessionView, Times } from "./wire";

export interface State {
  readonly route: Route;
  /** Files on their way to the gateway, in the order in which they were dropped. */
  readonly uploads: readonly Upload[];
  /** The page of sessions that the list shows; null: not known yet. */
  readonly list: Listed | null;
  /** Why the list can't be shown. */
  readonly listError: string | null;
  /** The session that the route names. */
  readonly opened: Opened | null;
  /** How a phone becomes the camera, while that is shown. */
  readonly phone: PhoneAsked | null;
  /** How live sets are watched. */
  readonly watching: Watching;
  /** What the page says in passing, until it is dismissed. */
  readonly notice: Notice | null;
}

export interface Listed extends SessionPage {
  /** Which page of the list it is, as the route names it. */
  readonly before: string | null;
}

export interface PhoneAsked extends PhoneView {
  /** What it is to film too; null: a session of its own. */
  readonly beside: Beside | null;
}

export interface Upload {
  readonly id: number;
  readonly name: string;
  /** Share that was sent, 0..1. */
  readonly sent: number;
  readonly state: "waiting" | "sending" | "refused";
  /** Why it was refused. */
  readonly error: string;
}

export interface Notice {
  readonly text: string;
  readonly bad: boolean;
}

export interface Watching {
  /** In metres, to be turned, rather than as the camera sees it. */
  readonly inSpace: boolean;
  /** Cues are said aloud too. */
  readonly aloud: boolean;
}

export type Dialog = "again" | "remove";

export interface Opened {
  readonly id: string;
  /** Why it can't be shown. */
  readonly error: string | null;
  readonly session: SessionView | null;
  /** What was found; null until the session is done and this has been read. */
  readonly detail: SessionDetail | null;
  /** When each frame is shown; null: not known yet, so no frame can be gone to. */
  readonly times: Times | null;
  /** The whole set, thinned. */
  readonly series: Series | null;
  /** A span around the playhead, thinned less; null: not needed or not read yet. */
  readonly closeUp: Series | null;
  /** The plots show the span around the playhead rather than everything. */
  readonly zoomed: boolean;
  readonly live: Live;
  readonly player: Player;
  /** Everybody in the frame that is shown, while a person says who the lifter is. */
  readonly people: People | null;
  readonly dialog: Dialog | null;
  /** Every session that shows the same set, oldest first, itself too. */
  readonly views: readonly SessionView[];
}

export interface Player {
  readonly source: "overlay" | "original";
  readonly playing: boolean;
  /** The media time of the picture that is on the screen; null: there is none yet. */
  readonly shown_s: number | null;
  /** The frame that this is. */
  readonly frame: number;
  /** The frame that was asked for; null: none was, the video just plays. */
  readonly wanted: number | null;
  readonly error: string | null;
}

export interface Live {
  readonly connected: boolean;
  /** What the numbers of events count in; "": none was seen. */
  readonly log: string;
  /** The newest event that was seen. */
  readonly sequence: number;
  /** The newest frame, with its picture decoded. */
  readonly view: LiveView | null;
  readonly phase: Phase;
  /** The set that `reps` counts, from 0; null: none has begun. */
  readonly set: number | null;
  readonly reps: number;
  /** The cue that shows. */
  readonly cue: CueGiven | null;
  /** What was found in the newest set; null: none has begun. */
  readonly summary: SetSummary | null;
  /** What happened, newest first. */
  readonly events: readonly LiveLine[];
  readonly trace: Trace;
}

export interface LiveView extends Omit<FrameView, "jpeg"> {
  readonly picture: ImageBitmap;
}

export interface LiveLine {
  readonly sequence: number;
  readonly frame: number | null;
  readonly event: FormEvent;
}

/** The angles of the last seconds, in the order of contracts.ANGLES. */
export interface Trace {
  readonly pts_s: readonly number[];
  readonly deg: readonly (readonly (number | null)[])[];
  readonly std_deg: readonly (readonly (number | null)[])[];
}

export function initial(route: Route): State {
  const watching = { inSpace: false, aloud: false };
  return { route, uploads: [], list: null, listError: null, opened: openedBy(route), watching, phone: null, notice: null };
}

export function openedBy(route: Route): Opened | null {
  if (route.page !== "session") return null;
  return {
    id: route.id,
    error: null,
    session: null,
    detail: null,
    times: null,
    series: null,
    closeUp: null,
    zoomed: false,
    live: NOTHING_LIVE,
    player: { source: "overlay", playing: false, shown_s: null, frame: 0, wanted: route.frame, error: null },
    people: null,
    dialog: null,
    views: [],
  };
}

export const NOTHING_LIVE: Live = {
  connected: false,
  log: "",
  sequence: 0,
  view: null,
  phase: "unknown",
  set: null,
  reps: 0,
  cue: null,
  summary: null,
  events: [],
  trace: { pts_s: [], deg: [], std_deg: [] },
};

/** Whether the session is still to be worked on, so that it is watched rather than looked back at. */
export function isUnderWay(session: SessionView): boolean {
  return session.state === "uploaded" || session.state === "queued" || session.state === "running";
}
