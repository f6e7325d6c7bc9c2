// What to change, worst first as the judge said it; each leads to the frame that shows it.

import type { CueGiven } from "../contracts";
import { DRAWING } from "../drawing";
import type { SessionDetail } from "../wire";
import { repName } from "../words";
import { FrameLink } from "./frame_link";

export function Cues({ detail }: { detail: SessionDetail }) {
  const several = detail.sets_found.length > 1;
  if (detail.sets_found.every((set) => set.reps.length === 0)) {
    return <p class="empty">No reps were found. If the wrong person was followed, say who lifts with “Wrong person?”.</p>;
  }
  const cues = detail.sets_found.flatMap((set) => set.reps.flatMap((rep) => rep.cues.map((cue) => ({ set, rep, cue }))));
  return (
    <section aria-labelledby="cues" class="cues">
      <h2 id="cues">What to change</h2>
      {cues.length === 0 && <p class="empty">Nothing that could be told for sure.</p>}
      <ul>
        {cues.map(({ set, rep, cue }) => (
          <Card
            key={`${set.set}.${rep.index}.${cue.cue}`}
            id={detail.session}
            cue={cue}
            of={repName(several ? set.set : null, rep)}
          />
        ))}
      </ul>
    </section>
  );
}

function Card({ id, cue, of }: { id: string; cue: CueGiven; of: string }) {
  return (
    <li style={{ borderLeftColor: DRAWING.cue.severities[cue.severity].background }}>
      <p class="said">{cue.text}</p>
      <p>{cue.why}</p>
      <FrameLink id={id} frame={cue.frame}>{`${of}, frame ${cue.frame}`}</FrameLink>
    </li>
  );
}
