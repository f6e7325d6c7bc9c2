// A screen in the room: nothing but the newest set, readable from afar; the next set comes up by itself.

import type { State } from "../state";
import { LiveCue } from "./live_cue";
import { ratioOf } from "./live_page";
import { Picture } from "./picture";
import { Score } from "./score";
import { SetCard } from "./set_card";
import { SourceGone } from "./source_gone";

export function Tv({ state }: { state: State }) {
  const { opened, listError, watching } = state;
  const session = opened?.session ?? null;
  if (opened === null || session === null || opened.live.view === null) {
    return (
      <div class="tv blank">
        <h1>Perfect Form</h1>
        <p>{listError ?? "The next set comes up here by itself."}</p>
      </div>
    );
  }
  const { live } = opened;
  const running = session.state === "running";
  return (
    <section class="tv" aria-label="Live" style={ratioOf(session)}>
      <div class="screen">
        <Picture view={opened.live.view} />
        <LiveCue cue={running ? live.cue : null} aloud={watching.aloud} />
        {running && session.delivery === "live" && <SourceGone frame={opened.live.view.frame} />}
        <SetCard summary={live.summary} />
      </div>
      <Score live={live} session={session} />
    </section>
  );
}
