// The moving plots' memory: the angles of the last seconds.

import { floats } from "./arrays";
import { ANGLES, type Form } from "./contracts";
import type { Trace } from "./state";

export const TRACE_S = 8;

/** The trace with one more frame and without what is too old; begins anew when time runs backwards. */
export function traced(trace: Trace, pts: number, form: Form): Trace {
  const last = trace.pts_s.at(-1);
  if (last !== undefined && pts <= last) return traced({ pts_s: [], deg: [], std_deg: [] }, pts, form);
  const tooOld = trace.pts_s.findIndex((at) => at >= pts - TRACE_S);
  const from = tooOld < 0 ? trace.pts_s.length : tooOld;
  return {
    pts_s: [...trace.pts_s.slice(from), pts],
    deg: columns(trace.deg, trace.pts_s.length, from, form.angles),
    std_deg: columns(trace.std_deg, trace.pts_s.length, from, form.angles_std),
  };
}

function columns(before: Trace["deg"], length: number, from: number, added: Uint8Array | null): Trace["deg"] {
  const values = added === null ? null : floats(added);
  return ANGLES.map((_, angle) => {
    const column = before[angle] ?? new Array<null>(length).fill(null);
    const value = values?.[angle] ?? Number.NaN;
    return [...column.slice(from), Number.isFinite(value) ? value : null];
  });
}
