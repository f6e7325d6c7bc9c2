// The video with what moves it: scrubber, reps, buttons; and who is in it.

import type { Actions } from "../actions";
import { videoAddress } from "../api";
import type { Opened, Player } from "../state";
import { framesOf, timelineOf, timeOf } from "../timeline";
import type { SessionDetail, SessionVideo } from "../wire";
import { mediaTime, savedName } from "../words";
import { Film } from "./film";
import { PeoplePicker } from "./people_picker";
import { RepMarks } from "./rep_marks";
import { still } from "./still";

const NOT_KEPT = "The pictures of this set were not kept.";

interface Props {
  readonly opened: Opened;
  readonly detail: SessionDetail;
  readonly video: SessionVideo;
  readonly actions: Actions;
}

export function PlayerView(props: Props) {
  const { opened, detail, video, actions } = props;
  const { player, people, id } = opened;
  return (
    <div class="screen-column">
      <div class="screen">
        {detail.kept ? <Film opened={opened} detail={detail} actions={actions} /> : <p class="waiting">{NOT_KEPT}</p>}
        {people?.frame === player.frame && <PeoplePicker people={people} video={video} actions={actions} />}
        {player.error !== null && <p class="waiting">{player.error}</p>}
      </div>
      <Scrubber {...props} />
      <StillMarks detail={detail} duration_s={video.duration_s} actions={actions} />
      <Transport {...props} />
      {detail.kept && (
        <>
          <p class="keys quiet">Space plays; the arrows go one frame on or back, with shift ten; Home and End to the first and the last.</p>
          <div class="choices">
            {detail.state === "done" && <Source source={player.source} actions={actions} />}
            <button aria-pressed={people !== null} onClick={() => void actions.pickLifter(people === null)}>
              Wrong person?
            </button>
            <a class="quiet" href={videoAddress(id, player.source, detail.run)} download={savedName(detail, player.source)}>
              Save video
            </a>
          </div>
        </>
      )}
    </div>
  );
}

function Source({ source, actions }: { source: Player["source"]; actions: Actions }) {
  return (
    <div class="choice" role="group" aria-label="Picture">
      <button aria-pressed={source === "overlay"} onClick={() => actions.choose("overlay")}>
        With skeleton
      </button>
      <button aria-pressed={source === "original"} onClick={() => actions.choose("original")}>
        Original
      </button>
    </div>
  );
}

const StillMarks = still(RepMarks);

function Scrubber({ opened, detail, actions }: Props) {
  const { frame, wanted } = opened.player;
  const timeline = timelineOf(opened);
  const at = wanted ?? frame;
  return (
    <input
      class="scrubber"
      type="range"
      min="0"
      max={timeline === null ? at : framesOf(timeline, detail) - 1}
      step="1"
      value={at}
      aria-label="Frame"
      aria-valuetext={`Frame ${at}, ${timeline === null ? "" : mediaTime(timeOf(timeline, at))}`}
      onInput={({ currentTarget }) => actions.seek(currentTarget.valueAsNumber)}
    />
  );
}

function Transport({ opened, detail, actions }: Props) {
  const { frame, playing } = opened.player;
  const timeline = timelineOf(opened);
  return (
    <div class="transport">
      <button onClick={() => actions.step(-1)} aria-label="One frame back">
        <Icon path="M15 5v14l-9-7zM18 5v14" />
      </button>
      {detail.kept && (
        <button class="play" onClick={() => actions.play(!playing)} aria-label={playing ? "Pause" : "Play"}>
          <Icon path={playing ? "M8 5v14M16 5v14" : "M8 4.500v15l11-7.500z"} />
        </button>
      )}
      <button onClick={() => actions.step(1)} aria-label="One frame on">
        <Icon path="M9 5v14l9-7zM6 5v14" />
      </button>
      <output class="number" data-frame={frame}>
        <b>{`Frame ${frame}`}</b> <span>{timeline === null ? "" : mediaTime(timeOf(timeline, frame))}</span>
      </output>
    </div>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
