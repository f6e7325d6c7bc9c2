// The camera's frames, each with its own time, as JPEGs of the size that the link takes.

import type { Encoded, ToEncode } from "./encoder";
import type { LEVELS } from "./flow";

export interface Grabbed {
  readonly frame: number;
  /** By this page's clock, ms. */
  readonly captured_ms: number;
  readonly encoded_ms: number;
  readonly jpeg: Uint8Array;
}

export interface Grabber {
  /** Whether a frame is being encoded: there is never a second one. */
  readonly busy: () => boolean;
  readonly grab: (captured_ms: number, level: (typeof LEVELS)[number]) => void;
  readonly end: () => void;
}

/** `number` gives the next frame's. */
export function createGrabber(video: HTMLVideoElement, number: () => number, grabbed: (one: Grabbed) => void): Grabber {
  const worker = new Worker(new URL("./encoder.ts", import.meta.url), { type: "module" });
  let captured: number | null = null;
  worker.onmessage = ({ data: { frame, jpeg } }: MessageEvent<Encoded>) => {
    const captured_ms = captured!;
    captured = null;
    grabbed({ frame, captured_ms, encoded_ms: performance.now(), jpeg: new Uint8Array(jpeg) });
  };
  return {
    busy: () => captured !== null,
    grab: (captured_ms, { side, quality }) => {
      const { videoWidth, videoHeight } = video;
      const scale = Math.min(1, side / Math.min(videoWidth, videoHeight));
      const [width, height] = [Math.round(scale * videoWidth), Math.round(scale * videoHeight)];
      captured = captured_ms;
      createImageBitmap(video).then(
        (picture) =>
          worker.postMessage({ frame: number(), picture, width, height, quality } satisfies ToEncode, [picture]),
        () => (captured = null), // the camera went away at this moment
      );
    },
    end: () => worker.terminate(),
  };
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
