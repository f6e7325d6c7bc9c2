// The scoreboard: reps, phase, where in the set it is; of a live one also how late and how complete the pictures are.

import type { Live } from "../state";
import type { SessionView } from "../wire";
import { counted, mediaTime, phaseName } from "../words";

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

/** Of pictures that come from a camera: how long they took to be judged, and how many came too late for it. */
export function Lateness({ live, session }: { live: Live; session: SessionView }) {
  if (session.delivery !== "live" || live.view === null) return null;
  const { received_at, finished_at } = live.view.form.trace;
  const late_s = Math.max(0, ...Object.values(finished_at).map((at) => at - received_at));
  return (
    <p class="lateness quiet number">
      {`Judged ${late_s.toFixed(2)} s after it came in · ${counted(session.frames_dropped, "frame")} left out`}
    </p>
  );
}
