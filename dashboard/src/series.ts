// The angle series as the plots need it.

import { placeOf } from "./timeline";
import type { Series } from "./wire";

/** The row of the series that is nearest to a frame; null: it is empty. */
export function rowOf({ frame }: Series, index: number): number | null {
  if (frame.length === 0) return null;
  const place = placeOf(frame, index);
  const after = frame[place + 1];
  return after !== undefined && after - index < index - (frame[place] ?? 0) ? place + 1 : place;
}
