// The video with its scrubber: exact to the frame, in both directions.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Actions } from "../actions";
import { videoAddress } from "../api";
import { framesOf, timelineOf } from "../series";
import type { Opened, Player } from "../state";
import { timeOf } from "../timeline";
import type { SessionDetail, SessionVideo } from "../wire";
import { mediaTime } from "../words";
import { PeoplePicker } from "./people_picker";
import { RepMarks } from "./rep_marks";
import { still } from "./still";

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
        <Video {...props} />
        {people !== null && <PeoplePicker people={people} frame={player.frame} video={video} actions={actions} />}
        {player.error !== null && <p class="waiting">{player.error}</p>}
      </div>
      <Scrubber {...props} />
      <StillMarks detail={detail} duration_s={video.duration_s} actions={actions} />
      <Transport {...props} />
      <p class="keys quiet">Space plays; the arrows go one frame on or back, with shift ten.</p>
      <div class="choices">
        {detail.state === "done" && <Source source={player.source} actions={actions} />}
        <button aria-pressed={people !== null} onClick={() => void actions.pickLifter(people === null)}>
          Wrong person?
        </button>
        <a class="quiet" href={videoAddress(id, player.source, detail.run)} download={`${detail.name || id}.mp4`}>
          Save video
        </a>
      </div>
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

function Video({ opened, detail, actions }: Props) {
  const element = useRef<HTMLVideoElement>(null);
  const { source, playing, wanted } = opened.player;
  const address = videoAddress(opened.id, source, detail.run);
  useLayoutEffect(() => element.current === null ? undefined : hearFrames(element.current, actions), [address]);
  useLayoutEffect(() => {
    const video = element.current;
    if (video === null) return;
    if (playing) void video.play().catch(() => actions.play(false));
    else video.pause();
  }, [playing, address]);
  useLayoutEffect(() => {
    if (element.current !== null && wanted !== null) go(element.current, actions.target_s(wanted));
  }, [wanted, address, opened.series]);
  return (
    <video
      key={address}
      ref={element}
      src={address}
      muted
      playsInline
      preload="auto"
      aria-label={source === "overlay" ? "The set with skeleton" : "The set"}
      onClick={() => actions.play(!playing)}
      onEnded={() => actions.play(false)}
      onError={() => actions.playerFailed("This browser can't play the video; it can still be saved.")}
    />
  );
}

/** Tells the media time of each picture that comes on the screen; answers what ends it. */
function hearFrames(video: HTMLVideoElement, actions: Actions): () => void {
  let handle = 0;
  const hear = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
    actions.shown(mediaTime);
    handle = video.requestVideoFrameCallback(hear);
  };
  handle = video.requestVideoFrameCallback(hear);
  return () => video.cancelVideoFrameCallback(handle);
}

const going = new WeakMap<HTMLVideoElement, number>();

/** One seek at a time: what was asked for last is where it ends. */
function go(video: HTMLVideoElement, target_s: number): void {
  const waits = going.has(video);
  going.set(video, target_s);
  if (waits) return;
  const next = (): void => {
    const wanted = going.get(video) ?? 0;
    video.addEventListener("seeked", () => (going.get(video) === wanted ? going.delete(video) : next()), { once: true });
    video.currentTime = wanted;
  };
  if (video.readyState > 0) next();
  else video.addEventListener("loadedmetadata", next, { once: true });
}

function Scrubber({ opened, video, actions }: Props) {
  const { frame, wanted } = opened.player;
  const at = wanted ?? frame;
  const at_s = timeOf(timelineOf(opened.series, video), at);
  return (
    <input
      class="scrubber"
      type="range"
      min="0"
      max={framesOf(opened.series, video) - 1}
      step="1"
      value={at}
      aria-label="Frame"
      aria-valuetext={`Frame ${at}, ${mediaTime(at_s)}`}
      onInput={({ currentTarget }) => actions.seek(currentTarget.valueAsNumber)}
    />
  );
}

function Transport({ opened, video, actions }: Props) {
  const { frame, playing } = opened.player;
  return (
    <div class="transport">
      <button onClick={() => actions.step(-1)} aria-label="One frame back">
        <Icon path="M15 5v14l-9-7zM18 5v14" />
      </button>
      <button class="play" onClick={() => actions.play(!playing)} aria-label={playing ? "Pause" : "Play"}>
        <Icon path={playing ? "M8 5v14M16 5v14" : "M8 4.500v15l11-7.500z"} />
      </button>
      <button onClick={() => actions.step(1)} aria-label="One frame on">
        <Icon path="M9 5v14l9-7zM6 5v14" />
      </button>
      <output class="number" data-frame={frame}>
        <b>{`Frame ${frame}`}</b> <span>{mediaTime(timeOf(timelineOf(opened.series, video), frame))}</span>
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
