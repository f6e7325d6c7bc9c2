// How far a session is, in a word.

import type { SessionView } from "../wire";
import { STATES } from "../words";

export function StateMark({ session }: { session: SessionView }) {
  const { state, place, progress, delivery } = session;
  const more = state === "running" && progress !== null ? ` ${Math.floor(progress * 100)} %` : "";
  const waits = (state === "queued" || state === "uploaded") && place !== null ? `, number ${place}` : "";
  return <span class={`state ${state}`}>{`${state === "running" && delivery === "live" ? "Live" : STATES[state]}${more}${waits}`}</span>;
}
