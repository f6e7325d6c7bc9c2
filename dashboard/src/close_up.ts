// What is around the playhead, read anew where the whole series is too coarse for it.

import type { readSeries } from "./api";
import type { Store } from "./store";
import { timelineOf, timeOf } from "./timeline";
import type { Series } from "./wire";

/** How much of the video the plots show around the playhead [s]. */
export const CLOSE_UP_S = 8;

interface Asked {
  /** The series that is too coarse: another one, and all is asked anew. */
  readonly whole: Series;
  readonly from_s: number;
  readonly to_s: number;
}

/** The answer reads what the plots need and don't have: each span once, whatever comes of it, until they show all. */
export function createCloseUp(store: Store, read: typeof readSeries): () => Promise<void> {
  let asked: Asked | null = null;
  return async () => {
    const now = store.state().opened;
    const timeline = now && timelineOf(now);
    if (!now?.zoomed) asked = null;
    if (timeline === null || !now?.zoomed || !now.series?.decimated) return;
    const at_s = timeOf(timeline, now.player.wanted ?? now.player.frame);
    if (asked?.whole === now.series && covers(asked, at_s)) return;
    const mine = { whole: now.series, from_s: Math.max(0, at_s - 2 * CLOSE_UP_S), to_s: at_s + 2 * CLOSE_UP_S };
    asked = mine;
    try {
      const series = await read(now.id, mine);
      if (asked === mine) store.change({ type: "close_up", id: now.id, series });
    } catch (error) {
      store.change({ type: "notice", notice: { text: (error as Error).message, bad: true } });
    }
  };
}

function covers({ from_s, to_s }: Asked, at_s: number): boolean {
  return from_s <= Math.max(0, at_s - CLOSE_UP_S / 2) && to_s >= at_s + CLOSE_UP_S / 2;
}
