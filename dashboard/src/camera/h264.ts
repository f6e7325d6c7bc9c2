// H.264 by the browser's own encoder, where it has one: each picture at once, leaning on the one before it.
//
// There is a key frame only where one is needed: each is as late as several frames, and the gateway asks for one by
// refusing what leans on what it hasn't got.

/** Constrained baseline, which has no picture that leans on a later one; up to 720p at 60 frames/s and more. */
const CODEC = "avc1.42e028";
/** What the encoder takes for granted; a frame gets its share of the bits by that. */
const FRAMERATE = 30;

export interface Unit {
  readonly type: "h264";
  readonly frame: number;
  readonly h264: Uint8Array<ArrayBuffer>;
  /** The frame that it leans on; null: none, it is a key frame. */
  readonly after: number | null;
}

interface Filmed {
  readonly frame: number;
  readonly captured_ms: number;
  readonly canvas: OffscreenCanvas;
  readonly bits_s: number;
  readonly anew: boolean;
}

/** Whether this browser can. */
export async function canEncode(): Promise<boolean> {
  if (!("VideoEncoder" in globalThis)) return false;
  const asked = VideoEncoder.isConfigSupported(configOf(1280, 720, 2_000_000));
  return asked.then(
    ({ supported }) => supported === true,
    () => false,
  );
}

/** `made` hears of each picture, in order; an encoder may pass one over. */
export function createVideo(made: (unit: Unit) => void, failed: () => void) {
  let encoder: VideoEncoder | null = null;
  let config: VideoEncoderConfig | null = null;
  let newest: number | null = null;
  const frames = new Map<number, number>();

  function hear(chunk: EncodedVideoChunk): void {
    const frame = frames.get(chunk.timestamp)!;
    for (const [timestamp, one] of frames) if (one <= frame) frames.delete(timestamp);
    const h264 = new Uint8Array(chunk.byteLength);
    chunk.copyTo(h264);
    made({ type: "h264", frame, h264, after: chunk.type === "key" ? null : newest });
    newest = frame;
  }

  function giveUp(): void {
    encoder = null;
    failed();
  }

  function open(): VideoEncoder {
    frames.clear();
    config = null;
    return new VideoEncoder({ output: hear, error: giveUp });
  }

  function encode({ frame, captured_ms, canvas, bits_s, anew }: Filmed): void {
    encoder ??= open();
    const { width, height } = canvas;
    const resized = config?.width !== width || config.height !== height;
    if (resized || config?.bitrate !== bits_s) encoder.configure((config = configOf(width, height, bits_s)));
    const picture = new VideoFrame(canvas, { timestamp: Math.round(1000 * captured_ms) });
    frames.set(picture.timestamp, frame);
    encoder.encode(picture, { keyFrame: anew || resized });
    picture.close();
  }

  return {
    encode: (filmed: Filmed): void => {
      try {
        encode(filmed);
      } catch {
        giveUp();
      }
    },
  };
}

function configOf(width: number, height: number, bitrate: number): VideoEncoderConfig {
  return { codec: CODEC, width, height, bitrate, framerate: FRAMERATE, latencyMode: "realtime", avc: { format: "annexb" } };
}
