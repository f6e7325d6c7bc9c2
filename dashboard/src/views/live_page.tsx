// A session while it is worked on: the newest frame, the count, the cue, the angles as they move, what happened.

import type { Actions } from "../actions";
import { tvLink } from "../route";
import type { Live, Opened, Watching } from "../state";
import { TRACE_S } from "../trace";
import type { SessionView } from "../wire";
import { counted } from "../words";
import { AnglePlots } from "./angle_plots";
import { EventLog } from "./event_log";
import { later } from "./later";
import { LiveCue } from "./live_cue";
import { Picture } from "./picture";
import { Lateness, Score } from "./score";
import { SetCard } from "./set_card";
import { SourceGone } from "./source_gone";
import { still } from "./still";

interface Props {
  readonly opened: Opened;
  readonly session: SessionView;
  readonly watching: Watching;
  readonly actions: Actions;
}

export function LivePage({ opened, session, watching, actions }: Props) {
  const { live } = opened;
  const now = live.trace.pts_s.at(-1) ?? 0;
  return (
    <section class={`stage live ${shapeOf(session)}`} aria-label="Live" style={ratioOf(session)}>
      <div class={watching.inSpace ? "screen in-space" : "screen"}>
        {live.view === null ? <Waiting session={session} live={live} /> : <Picture view={live.view} />}
        {watching.inSpace && live.view !== null && <Space poses={live.view.poses3d} />}
        <LiveCue cue={live.cue} aloud={watching.aloud} />
        {session.delivery === "live" && live.view !== null && <SourceGone frame={live.view.frame} />}
        <SetCard summary={live.summary} />
      </div>
      <div class="side">
        <Score live={live} session={session} />
        <Lateness live={live} session={session} />
        {session.progress !== null && <progress class="whole" max="1" value={session.progress} aria-label="Done" />}
        <Ways watching={watching} actions={actions} />
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
const Space = later(() => import("./space").then((view) => view.Space), "space");

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

/** How it may be watched. */
function Ways({ watching: { inSpace, aloud }, actions }: { watching: Watching; actions: Actions }) {
  return (
    <div class="choices">
      <div class="choice" role="group" aria-label="View">
        <button aria-pressed={!inSpace} onClick={() => actions.watchInSpace(false)}>
          Picture
        </button>
        <button aria-pressed={inSpace} onClick={() => actions.watchInSpace(true)}>
          3D
        </button>
      </div>
      <button aria-pressed={aloud} onClick={() => actions.speak(!aloud)}>
        Say cues
      </button>
      <a class="quiet" href={tvLink()}>
        On a TV
      </a>
    </div>
  );
}
