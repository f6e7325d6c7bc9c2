// Every check of every rep with its reason; each leads to the frame that shows it.

import type { Answer, Check, Rep } from "../contracts";
import { frameAt, type Timeline } from "../timeline";
import type { SessionDetail } from "../wire";
import { ANSWERS, repName, ruleName } from "../words";
import { FrameLink } from "./frame_link";

export function Checks({ detail, timeline }: { detail: SessionDetail; timeline: Timeline | null }) {
  const several = detail.sets_found.length > 1;
  const reps = detail.sets_found.flatMap((set) => set.reps.map((rep) => ({ set, rep })));
  if (reps.length === 0) return null;
  return (
    <section aria-labelledby="checks" class="checks">
      <h2 id="checks">Checks</h2>
      {reps.map(({ set, rep }, place) => (
        <details key={`${set.set}.${rep.index}`} open={place === 0 || count(rep, "fault") > 0}>
          <summary>
            <h3>{repName(several ? set.set : null, rep)}</h3>
            <Counts rep={rep} />
          </summary>
          <ul>
            {rep.checks.map((check) => (
              <Line key={check.rule} id={detail.session} timeline={timeline} check={check} />
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}

const ORDER: readonly Answer[] = ["fault", "good", "cannot_tell"];

function Counts({ rep }: { rep: Rep }) {
  const answers = ORDER.map((answer) => ({ answer, times: count(rep, answer) })).filter(({ times }) => times > 0);
  return (
    <span class="counts">
      {answers.map(({ answer, times }) => (
        <span key={answer} class={`answer ${answer}`}>{`${times} ${ANSWERS[answer].toLowerCase()}`}</span>
      ))}
    </span>
  );
}

function count(rep: Rep, answer: Answer): number {
  return rep.checks.filter((check) => check.answer === answer).length;
}

function Line({ id, timeline, check }: { id: string; timeline: Timeline | null; check: Check }) {
  const frame = timeline && frameAt(timeline, check.at_s);
  return (
    <li>
      <span class={`mark ${check.answer}`} aria-hidden="true" />
      <p>
        <b>{ruleName(check.rule)}</b> <span class={`answer ${check.answer}`}>{ANSWERS[check.answer]}</span>
      </p>
      <p class="quiet">{check.why}</p>
      {frame !== null && <FrameLink id={id} frame={frame}>{`Frame ${frame}`}</FrameLink>}
    </li>
  );
}
