// What happened in a running session, newest first.

import type { FormEvent } from "../contracts";
import type { LiveLine } from "../state";
import { ANSWERS, counted, LIFTS, ruleName } from "../words";

export function EventLog({ events }: { events: readonly LiveLine[] }) {
  return (
    <section class="log" aria-labelledby="log" tabIndex={0} data-scrolls>
      <h2 id="log">What happened</h2>
      {events.length === 0 && <p class="quiet">Nothing yet.</p>}
      <ol>
        {events.map(({ sequence, frame, event }) => {
          const { mark, text, why } = line(event);
          return (
            <li key={sequence}>
              <span class={`mark ${mark}`} aria-hidden="true" />
              <span>
                <b>{text}</b> {why}
              </span>
              <span class="quiet number">{frame === null ? "" : frame}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function line(event: FormEvent): { mark: string; text: string; why: string } {
  switch (event.type) {
    case "set_started":
      return { mark: "plainly", text: `Set ${event.set + 1} began`, why: LIFTS[event.lift] };
    case "set_ended":
      return { mark: "plainly", text: `Set ${event.set + 1} is over`, why: counted(event.reps, "rep") };
    case "rep":
      return { mark: "plainly", text: `Rep ${event.rep.index + 1}`, why: event.rep.complete ? "" : "incomplete" };
    case "cue":
      return { mark: event.cue.severity, text: event.cue.text, why: event.cue.why };
    case "verdict":
      return {
        mark: event.check.answer,
        text: `${ruleName(event.check.rule)}: ${ANSWERS[event.check.answer].toLowerCase()}`,
        why: event.check.why,
      };
    case "light":
      return { mark: `light ${event.light}`, text: `Rep ${event.rep + 1}: ${LIGHTS[event.light]}`, why: "" };
  }
}

const LIGHTS = { white: "white light", red: "red light", unlit: "no light, as it can't be told" } as const;
