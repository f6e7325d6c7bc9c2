// A session that is over: its video in step with its angles, its reps, what to change and why.

import { useMemo } from "preact/hooks";
import type { Actions } from "../actions";
import { CLOSE_UP_S } from "../close_up";
import { ANGLES } from "../contracts";
import { rowOf } from "../series";
import type { Opened, Trace } from "../state";
import { timelineOf, timeOf } from "../timeline";
import type { Series, SessionDetail, SessionVideo } from "../wire";
import { AnglePlots } from "./angle_plots";
import { Checks } from "./checks";
import { Cues } from "./cues";
import { ratioOf, shapeOf } from "./live_page";
import { PlayerView } from "./player";
import { RepTable } from "./rep_table";
import { still } from "./still";

const NO_SERIES: Series = { pts_s: [], frame: [], phase: [], rep: [], angles: {}, decimated: false };

export function Review({ opened, detail, actions }: { opened: Opened; detail: SessionDetail; actions: Actions }) {
  const { video } = detail;
  const timeline = useMemo(() => timelineOf(opened), [opened.times, video]);
  if (opened.session === null || video === null) return null;
  return (
    <>
      <section class={`stage ${shapeOf(opened.session)}`} aria-label="Video" style={ratioOf(opened.session)}>
        <PlayerView opened={opened} detail={detail} video={video} actions={actions} />
        <div class="side">
          <Plots opened={opened} detail={detail} video={video} actions={actions} />
        </div>
      </section>
      <StillCues detail={detail} />
      <StillTable detail={detail} />
      <StillChecks detail={detail} timeline={timeline} />
    </>
  );
}

const StillTable = still(RepTable);
const StillCues = still(Cues);
const StillChecks = still(Checks);

function Plots(props: { opened: Opened; detail: SessionDetail; video: SessionVideo; actions: Actions }) {
  const { opened, detail, video, actions } = props;
  const { frame } = opened.player;
  const timeline = timelineOf(opened);
  const at_s = timeline === null ? 0 : timeOf(timeline, frame);
  const series = (opened.zoomed ? covering(opened.closeUp, at_s) : null) ?? opened.series ?? NO_SERIES;
  const columns = useMemo(() => columnsOf(series), [series]);
  const whole_s = Math.max(video.duration_s, timeline?.pts_s.at(-1) ?? 0);
  const middle = Math.min(Math.max(at_s, CLOSE_UP_S / 2), Math.max(CLOSE_UP_S, whole_s) - CLOSE_UP_S / 2);
  const span = opened.zoomed ? [middle - CLOSE_UP_S / 2, middle + CLOSE_UP_S / 2] : [0, whole_s];
  return (
    <>
      <div class="choice" role="group" aria-label="How much the plots show">
        <button aria-pressed={!opened.zoomed} onClick={() => actions.zoom(false)}>
          Whole video
        </button>
        <button aria-pressed={opened.zoomed} onClick={() => actions.zoom(true)}>
          {`${CLOSE_UP_S} s`}
        </button>
      </div>
      <AnglePlots
        lift={detail.sets_found[0]?.lift ?? null}
        pts_s={series.pts_s}
        columns={columns}
        from_s={span[0] ?? 0}
        to_s={span[1] ?? 1}
        at_s={at_s}
        row={rowOf(series, frame) ?? -1}
        scrubbed={actions.seekTime}
      />
    </>
  );
}

function covering(series: Series | null, at_s: number): Series | null {
  const [from, to] = [series?.pts_s[0], series?.pts_s.at(-1)];
  return from !== undefined && to !== undefined && from <= at_s && at_s <= to ? series : null;
}

function columnsOf({ angles }: Series): Pick<Trace, "deg" | "std_deg"> {
  return {
    deg: ANGLES.map((angle) => angles[angle]?.deg ?? []),
    std_deg: ANGLES.map((angle) => angles[angle]?.std_deg ?? []),
  };
}
