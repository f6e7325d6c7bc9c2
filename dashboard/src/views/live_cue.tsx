// The cue that shows, large; said aloud too where that is wished.

import { useLayoutEffect } from "preact/hooks";
import type { CueGiven } from "../contracts";
import { DRAWING } from "../drawing";
import { say } from "../speech";

export function LiveCue({ cue, aloud }: { cue: CueGiven | null; aloud: boolean }) {
  const look = cue === null ? undefined : DRAWING.cue.severities[cue.severity];
  useLayoutEffect(() => {
    if (aloud && cue !== null) say(cue.text);
  }, [aloud, cue?.frame, cue?.cue]);
  return (
    <div class="cue" role="status">
      {cue !== null && <p style={{ background: look?.background, color: look?.text }}>{cue.text}</p>}
    </div>
  );
}
