// Which frame is shown at which media time, exactly: from the frames' own times, as phones don't keep an even pace.

import type { Opened } from "./state";
import type { SessionView } from "./wire";

/** Frames in order, each with its time; frames between two of them are taken to be evenly spaced. */
export interface Timeline {
  readonly frame: readonly number[];
  readonly pts_s: readonly number[];
  /** Of the whole video, for what lies outside. */
  readonly fps: number;
}

/** What the video says of its times in its own units may differ from ours by so much [s]. */
const SLACK_S = 0.001;

/** The timeline of a session's video; null: it has none, or its times aren't known yet. */
export function timelineOf({ session, times }: Pick<Opened, "session" | "times">): Timeline | null {
  if (session?.video == null || times === null) return null;
  const known = times.frame.length > 0;
  return { frame: known ? times.frame : [0], pts_s: known ? times.pts_s : [0], fps: session.video.fps };
}

/** How many frames the video has; of one that wasn't worked on to its end, about. */
export function framesOf({ frame }: Timeline, { state, video }: SessionView): number {
  const known = (frame.at(-1) ?? 0) + 1;
  return state === "done" || video === null ? known : Math.max(known, Math.floor(video.duration_s * video.fps));
}

/** The frame that is on the screen at a time; never before the first one. */
export function shownAt({ frame, pts_s, fps }: Timeline, time_s: number): number {
  return Math.max(0, Math.floor(between(pts_s, frame, time_s + SLACK_S, fps)));
}

/** The frame whose time is nearest; never before the first one. */
export function frameAt({ frame, pts_s, fps }: Timeline, time_s: number): number {
  return Math.max(0, Math.round(between(pts_s, frame, time_s, fps)));
}

/** When the frame begins to be shown [s]. */
export function timeOf({ frame, pts_s, fps }: Timeline, index: number): number {
  return between(frame, pts_s, index, 1 / fps);
}

/** The middle of the time in which the frame is shown: seeking there can't end on a neighbour [s]. */
export function middleOf(timeline: Timeline, index: number): number {
  return (timeOf(timeline, index) + timeOf(timeline, index + 1)) / 2;
}

/** The place in a column (ascending) of the last value that isn't above `value`; 0 where all are. */
export function placeOf(column: readonly number[], value: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[middle] ?? Number.POSITIVE_INFINITY) <= value) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** `ys` where `xs` is x: on the line between its neighbours, and by `slope` outside of them. */
function between(xs: readonly number[], ys: readonly number[], x: number, slope: number): number {
  const place = placeOf(xs, x);
  const [x0 = 0, y0 = 0] = [xs[place], ys[place]];
  const [x1, y1] = [xs[place + 1], ys[place + 1]];
  if (x < x0 || x1 === undefined || y1 === undefined) return y0 + (x - x0) * slope;
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
