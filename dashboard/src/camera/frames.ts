// The camera's frames, each with its own time, encoded in the size that the link takes.

import type { Encoded, ToEncode } from "./encoder";
import type { Level } from "./levels";

export interface Grabbed {
  readonly picture: Exclude<Encoded, { type: "failed" }>;
  /** By this page's clock, ms. */
  readonly captured_ms: number;
  readonly encoded_ms: number;
}

export interface Grabber {
  /** Whether a frame is being encoded: there is no second one. */
  readonly busy: () => boolean;
  /** `anew`: a video begins with a key frame here. */
  readonly grab: (captured_ms: number, level: Level, anew: boolean) => void;
  readonly end: () => void;
}

/** An encoder that has said nothing for so long has passed its frame over. */
const PASSED_OVER_MS = 1000;

/** `number` gives the next frame's; `failed` hears that an encoder gave up, or passed a frame over. */
export function createGrabber(
  video: HTMLVideoElement,
  number: () => number,
  grabbed: (one: Grabbed) => void,
  failed: () => void,
): Grabber {
  const worker = new Worker(new URL("./encoder.ts", import.meta.url), { type: "module" });
  const captured = new Map<number, number>();
  let begun_ms = 0;
  worker.onmessage = ({ data }: MessageEvent<Encoded>) => {
    if (data.type === "failed") {
      captured.clear();
      return failed();
    }
    const captured_ms = captured.get(data.frame) ?? performance.now();
    for (const frame of captured.keys()) if (frame <= data.frame) captured.delete(frame);
    grabbed({ picture: data, captured_ms, encoded_ms: performance.now() });
  };
  return {
    busy: () => captured.size > 0 && performance.now() - begun_ms < PASSED_OVER_MS,
    grab: (captured_ms, level, anew) => {
      const { videoWidth, videoHeight } = video;
      const scale = Math.min(1, level.side / Math.min(videoWidth, videoHeight));
      const [width, height] = [even(scale * videoWidth), even(scale * videoHeight)];
      const frame = number();
      if (captured.size > 0) failed();
      captured.set(frame, captured_ms);
      begun_ms = performance.now();
      createImageBitmap(video).then(
        (picture) =>
          worker.postMessage({ frame, captured_ms, picture, width, height, level, anew } satisfies ToEncode, [picture]),
        () => captured.delete(frame), // the camera went away at this moment
      );
    },
    end: () => worker.terminate(),
  };
}

/** Videos have no other sides. */
function even(side: number): number {
  return 2 * Math.round(side / 2);
}

/** Calls back with each frame that the camera gives and when it was taken, ms; the answer ends it. */
export function eachFrame(video: HTMLVideoElement, came: (captured_ms: number) => void): () => void {
  let handle = 0;
  const next = (now: number, { captureTime }: VideoFrameCallbackMetadata): void => {
    handle = video.requestVideoFrameCallback(next);
    came(captureTime ?? now);
  };
  handle = video.requestVideoFrameCallback(next);
  return () => video.cancelVideoFrameCallback(handle);
}

const SAMPLE = { width: 32, height: 18 };

/** Mean brightness of the picture, 0..255; null: there is none. */
export function brightnessOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): number | null {
  if (video.videoWidth === 0) return null;
  Object.assign(canvas, SAMPLE);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(video, 0, 0, SAMPLE.width, SAMPLE.height);
  const { data } = context.getImageData(0, 0, SAMPLE.width, SAMPLE.height);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
  return (4 * sum) / data.length;
}
