// The pictures of a session's video: exact to the frame, in both directions, playing or not.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Actions } from "../actions";
import { videoAddress } from "../api";
import { paintPictures } from "../painter";
import { seekTo } from "../seek";
import type { Opened } from "../state";
import type { SessionDetail } from "../wire";

const UNPLAYABLE = "This browser can't play the video; it can still be saved.";

export function Film({ opened, detail, actions }: { opened: Opened; detail: SessionDetail; actions: Actions }) {
  const element = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { source, playing, wanted } = opened.player;
  const address = videoAddress(opened.id, source, detail.run);
  useLayoutEffect(() => shown(element.current, canvas.current, wanted !== null, actions), [address]);
  useLayoutEffect(() => {
    const video = element.current;
    if (video === null) return;
    if (playing) void video.play().catch(() => actions.play(false));
    else video.pause();
  }, [playing, address]);
  const seek = (): void => {
    const target_s = wanted === null ? null : actions.target_s(wanted);
    if (element.current !== null && target_s !== null) seekTo(element.current, target_s);
  };
  useLayoutEffect(seek, [wanted, address, opened.times]);
  return (
    <>
      <video
        key={address}
        ref={element}
        src={address}
        muted
        playsInline
        preload="auto"
        aria-label={source === "overlay" ? "The set with skeleton" : "The set"}
        onDurationChange={seek} // a file may say that it is shorter than it is, until its end has been read
        onEnded={() => actions.play(false)}
        onError={() => actions.playerFailed(UNPLAYABLE)}
      />
      <canvas ref={canvas} aria-hidden="true" onClick={() => actions.play(!playing)} />
    </>
  );
}

/** Shows the video's pictures; where it is to begin at a frame, none before it is there. */
function shown(
  video: HTMLVideoElement | null,
  canvas: HTMLCanvasElement | null,
  goes: boolean,
  actions: Actions,
): (() => void) | undefined {
  if (video === null || canvas === null) return undefined;
  let begun = !goes;
  video.addEventListener("seeked", () => (begun = true), { once: true });
  return paintPictures(video, canvas, () => begun, actions.shown);
}
