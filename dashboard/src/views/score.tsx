// The scoreboard: reps, phase, and where in the set it is.

import type { Live } from "../state";
import type { SessionView } from "../wire";
import { mediaTime, phaseName } from "../words";

export function Score({ live, session }: { live: Live; session: SessionView }) {
  const broken = session.state === "running" && !live.connected && live.view !== null;
  return (
    <dl class="score">
      <div class="count">
        <dt>Reps</dt>
        <dd>{live.reps}</dd>
      </div>
      <div>
        <dt>Phase</dt>
        <dd class="phase">{(live.view !== null && phaseName(live.phase)) || "–"}</dd>
      </div>
      <div>
        <dt>{broken ? "Connecting" : "Time"}</dt>
        <dd class="number">{live.view === null ? "–" : mediaTime(live.view.pts)}</dd>
      </div>
    </dl>
  );
}
