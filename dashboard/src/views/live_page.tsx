// A session while it is worked on: the newest frame, the count, the cue, the angles as they move, what happened.

import type { Actions } from "../actions";
import { DRAWING } from "../drawing";
import type { Live, Opened } from "../state";
import { TRACE_S } from "../trace";
import type { SessionView } from "../wire";
import { counted } from "../words";
import { AnglePlots } from "./angle_plots";
import { EventLog } from "./event_log";
import { Picture } from "./picture";
import { Score } from "./score";
import { still } from "./still";

export function LivePage(props: { opened: Opened; session: SessionView; actions: Actions }) {
  const { opened, session } = props;
  const { live } = opened;
  const now = live.trace.pts_s.at(-1) ?? 0;
  return (
    <section class={`stage live ${shapeOf(session)}`} aria-label="Live" style={ratioOf(session)}>
      <div class="screen">
        {live.view === null ? <Waiting session={session} live={live} /> : <Picture view={live.view} />}
        <LiveCue live={live} />
      </div>
      <div class="side">
        <Score live={live} session={session} />
        {session.progress !== null && <progress class="whole" max="1" value={session.progress} aria-label="Done" />}
        <AnglePlots
          lift={live.view?.form.lift ?? null}
          pts_s={live.trace.pts_s}
          columns={live.trace}
          from_s={Math.max(0, now - TRACE_S)}
          to_s={Math.max(TRACE_S, now)}
          at_s={null}
          row={live.trace.pts_s.length - 1}
        />
      </div>
      <StillLog events={live.events} />
    </section>
  );
}

const StillLog = still(EventLog);

/** Portrait or landscape: known before the first picture, so that nothing jumps. */
export function shapeOf({ video }: SessionView): string {
  return video !== null && video.height > video.width ? "portrait" : "landscape";
}

export function ratioOf({ video }: SessionView): Record<string, string> {
  return { "--ratio": String(video === null ? 16 / 9 : video.width / video.height) };
}

function Waiting({ session, live }: { session: SessionView; live: Live }) {
  const { state, place } = session;
  const ahead = place === null || place <= 1 ? "It is next." : `${counted(place - 1, "session")} before it.`;
  const text = state === "running" ? (live.connected ? "The first frame is on its way." : "Connecting.") : ahead;
  return (
    <div class="waiting">
      <p class="big">{state === "running" ? "Starting" : "Waiting"}</p>
      <p>{text}</p>
    </div>
  );
}

/** A cue stays for some seconds of media time. */
function LiveCue({ live: { cue, view } }: { live: Live }) {
  const shown = cue !== null && view !== null && view.pts <= cue.pts + DRAWING.cue.shown_s;
  const look = cue === null ? undefined : DRAWING.cue.severities[cue.given.severity];
  return (
    <div class="cue" role="status">
      {shown && <p style={{ background: look?.background, color: look?.text }}>{cue.given.text}</p>}
    </div>
  );
}
