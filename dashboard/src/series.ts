// The angle series as the player and the plots need them.

import { placeOf, type Timeline } from "./timeline";
import type { Series, SessionVideo } from "./wire";

/** What is known of the video's frames: all of them, or evenly spaced ones until the series is there. */
export function timelineOf(series: Series | null, video: SessionVideo): Timeline {
  if (series === null || series.frame.length === 0) return { frame: [0], pts_s: [0], fps: video.fps };
  return { frame: series.frame, pts_s: series.pts_s, fps: video.fps };
}

/** How many frames the video has. */
export function framesOf(series: Series | null, video: SessionVideo): number {
  const last = series?.frame.at(-1) ?? 0;
  return Math.max(1, last + 1, Math.round(video.duration_s * video.fps));
}

/** The row of the series that is nearest to a frame; null: it is empty. */
export function rowOf({ frame }: Series, index: number): number | null {
  if (frame.length === 0) return null;
  const place = placeOf(frame, index);
  const after = frame[place + 1];
  return after !== undefined && after - index < index - (frame[place] ?? 0) ? place + 1 : place;
}
