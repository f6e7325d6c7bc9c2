// What a set came to, once it is over: reps, lights, and what to work on.

import type { SetSummary } from "../summary";
import { counted } from "../words";

const MOST_CUES = 3;

export function SetCard({ summary }: { summary: SetSummary | null }) {
  if (summary === null || !summary.over) return null;
  const { white, red, unlit } = summary.lights;
  return (
    <section class="set-card" aria-label={`Set ${summary.set + 1}`}>
      <p class="big">{`Set ${summary.set + 1}: ${counted(summary.reps, "rep")}`}</p>
      <p class="lights">
        <Lights light="white" count={white} what="good" />
        <Lights light="red" count={red} what="no lift" />
        <Lights light="unlit" count={unlit} what="can't tell" />
      </p>
      {summary.cues.slice(0, MOST_CUES).map(({ text, times }) => (
        <p key={text}>{times > 1 ? `${text} (${times} times)` : text}</p>
      ))}
    </section>
  );
}

function Lights({ light, count, what }: { light: string; count: number; what: string }) {
  if (count === 0) return null;
  return (
    <span>
      <i class={`mark ${light}`} />
      {`${count} ${what}`}
    </span>
  );
}
