// A worker: pictures become JPEGs or a video, off the page's own thread.

import { createVideo, type Unit } from "./h264";
import type { Level } from "./levels";

export interface ToEncode {
  readonly frame: number;
  readonly captured_ms: number;
  readonly picture: ImageBitmap;
  /** How large it is made, px. */
  readonly width: number;
  readonly height: number;
  readonly level: Level;
  /** Whether a video has to begin anew, with a key frame. */
  readonly anew: boolean;
}

export type Encoded =
  | { readonly type: "jpeg"; readonly frame: number; readonly jpeg: Uint8Array<ArrayBuffer> }
  | Unit
  /** The browser's video encoder gave up. */
  | { readonly type: "failed" };

const tell = (encoded: Encoded, ...parts: Transferable[]): void => postMessage(encoded, { transfer: parts });
const video = createVideo(
  (unit) => tell(unit, unit.h264.buffer),
  () => tell({ type: "failed" }),
);
let canvas: OffscreenCanvas | null = null;

onmessage = async ({ data }: MessageEvent<ToEncode>): Promise<void> => {
  const { frame, captured_ms, picture, width, height, level, anew } = data;
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d", { alpha: false })!.drawImage(picture, 0, 0, width, height);
  picture.close();
  if ("bits_s" in level) return video.encode({ frame, captured_ms, canvas, bits_s: level.bits_s, anew });
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: level.quality });
  const jpeg = new Uint8Array(await blob.arrayBuffer());
  tell({ type: "jpeg", frame, jpeg }, jpeg.buffer);
};
