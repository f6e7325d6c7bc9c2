// A worker: pictures become JPEGs, off the page's own thread.

export interface ToEncode {
  readonly frame: number;
  readonly picture: ImageBitmap;
  /** How large it is made, px. */
  readonly width: number;
  readonly height: number;
  readonly quality: number;
}

export interface Encoded {
  readonly frame: number;
  readonly jpeg: ArrayBuffer;
}

let canvas: OffscreenCanvas | null = null;

onmessage = async ({ data }: MessageEvent<ToEncode>): Promise<void> => {
  const { frame, picture, width, height, quality } = data;
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d", { alpha: false })!.drawImage(picture, 0, 0, width, height);
  picture.close();
  const jpeg = await (await canvas.convertToBlob({ type: "image/jpeg", quality })).arrayBuffer();
  postMessage({ frame, jpeg } satisfies Encoded, { transfer: [jpeg] });
};
