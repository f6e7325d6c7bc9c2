// The reps along the scrubber: each leads to its beginning.

import type { Actions } from "../actions";
import type { SessionDetail } from "../wire";

export function RepMarks(props: { detail: SessionDetail; duration_s: number; actions: Actions }) {
  const percent = (time_s: number): string => `${((100 * time_s) / props.duration_s).toFixed(3)}%`;
  const reps = props.detail.sets_found.flatMap(({ set, reps }) => reps.map((rep) => ({ set, rep })));
  return (
    <div class="marks" role="group" aria-label="Reps">
      {reps.map(({ set, rep }) => (
        <button
          key={`${set}.${rep.index}`}
          class={rep.checks.some((check) => check.answer === "fault") ? "fault" : ""}
          style={{ left: percent(rep.start_s), width: percent(rep.end_s - rep.start_s) }}
          aria-label={`Rep ${rep.index + 1}${props.detail.sets_found.length > 1 ? ` of set ${set + 1}` : ""}`}
          onClick={() => props.actions.seekTime(rep.start_s)}
        >
          {rep.index + 1}
        </button>
      ))}
    </div>
  );
}
