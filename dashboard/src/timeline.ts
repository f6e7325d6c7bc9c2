// Which frame is shown at which media time, exactly: from the frames' own times, as phones don't keep an even pace.

/** Frames in order, each with its time; frames between two of them are taken to be evenly spaced. */
export interface Timeline {
  readonly frame: readonly number[];
  readonly pts_s: readonly number[];
  /** Of the whole video, for what lies outside. */
  readonly fps: number;
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
