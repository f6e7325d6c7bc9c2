// What the gateway says over REST (JSON) and over the live websocket (msgpack), and what it is told.

import type { Angle, Form, FormEvent, LiftChoice, Phase, Poses2d, Poses3d, ReportSet, SessionState } from "./contracts";

export interface SessionVideo {
  readonly width: number;
  readonly height: number;
  readonly duration_s: number;
  readonly fps: number;
}

/** How a phone comes to film. */
export interface PhoneView {
  /** Of the page that films, with the token; null: phones can't film here */
  readonly address: string | null;
  /** The same as a code to scan, as SVG; "" */
  readonly code: string;
}

/** A session as lists show it. */
export interface SessionView {
  readonly session: string;
  readonly name: string;
  readonly state: SessionState;
  /** Why it failed or was cancelled; "" */
  readonly reason: string;
  /** Its place in the queue, 1: next; null: it doesn't wait */
  readonly place: number | null;
  /** How much of it was worked on, 0..1 */
  readonly progress: number | null;
  readonly lift: LiftChoice;
  readonly height_m: number | null;
  readonly load_kg: number | null;
  readonly lifter: string;
  readonly notes: string;
  /** Seconds since the epoch */
  readonly created_at: number;
  readonly updated_at: number;
  /** The primary run; null: there is none yet */
  readonly run: string | null;
  /** Live drops frames that come too late */
  readonly delivery: "live" | "lossless";
  readonly frames_dropped: number;
  /** Whether its video is kept, to be looked at and run again. */
  readonly kept: boolean;
  /** Which camera it is of; "" */
  readonly camera: string;
  /** The session that it films from another side; null: none */
  readonly beside: string | null;
  readonly video: SessionVideo | null;
  readonly reps: number | null;
  readonly sets: number | null;
}

export interface SessionSet extends Pick<ReportSet, "lift" | "start_s" | "reps"> {
  /** Number of the set in its session, from 0 */
  readonly set: number;
}

/** A session with what was found in one run. */
export interface SessionDetail extends SessionView {
  /** In order; empty: none was found */
  readonly sets_found: readonly SessionSet[];
}

export interface SessionPage {
  readonly sessions: readonly SessionView[];
  /** What `before` must be for the next page; null: this is the last one */
  readonly next: string | null;
}

export interface AngleSeries {
  readonly deg: readonly (number | null)[];
  readonly std_deg: readonly (number | null)[];
}

/** Angles over time, as columns; thinned by the gateway where there are more frames than asked for. */
export interface Series {
  readonly pts_s: readonly number[];
  readonly frame: readonly number[];
  readonly phase: readonly Phase[];
  readonly rep: readonly (number | null)[];
  readonly angles: Readonly<Partial<Record<Angle, AngleSeries>>>;
  readonly decimated: boolean;
}

/** When each frame is shown, all of them. */
export interface Times {
  readonly frame: readonly number[];
  readonly pts_s: readonly number[];
}

export interface SeenPerson {
  readonly track: number;
  /** x0, y0, x1, y1 [px, in image] */
  readonly box_in_image: readonly [number, number, number, number];
}

/** Everybody who was seen in a frame. */
export interface People {
  readonly frame: number;
  readonly lifter: number | null;
  readonly people: readonly SeenPerson[];
}

/** What a run is asked to do differently. */
export interface RunRequest {
  readonly height_m?: number;
  readonly lift?: LiftChoice;
  readonly lifter_hint?: { readonly frame: number; readonly x: number; readonly y: number };
}

/** First of all on each connection. */
export interface Hello {
  readonly type: "hello";
  readonly session: SessionView;
  /** What the numbers of events count in: another one after a restart */
  readonly log: string;
  /** The number of the newest event */
  readonly sequence: number;
  readonly set: number | null;
  readonly reps: number;
  readonly phase: Phase;
}

/** The newest frame with all that is known of it. */
export interface FrameView {
  readonly type: "view";
  readonly frame: number;
  readonly pts: number;
  readonly jpeg: Uint8Array<ArrayBuffer>;
  readonly poses2d: Poses2d;
  readonly poses3d: Poses3d;
  readonly form: Form;
}

export interface SessionChanged {
  readonly type: "session";
  readonly session: SessionView;
}

/** Something that happened; each once, in order. */
export interface LiveEvent {
  readonly type: "event";
  readonly sequence: number;
  readonly frame: number | null;
  readonly pts: number | null;
  readonly event: FormEvent | SessionChanged;
}

export interface LiveError {
  readonly type: "error";
  readonly error: string;
}

export type FromGateway = Hello | FrameView | LiveEvent | LiveError;
export type ToGateway = { readonly type: "ack"; readonly frame: number } | { readonly type: "resume"; readonly after: number };
