// How large a frame may be made, from the least on.

/** A picture by itself. */
interface JpegLevel {
  /** Its shorter side, px. */
  readonly side: number;
  /** 0..1 */
  readonly quality: number;
}

/** A picture of a video. */
interface VideoLevel {
  readonly side: number;
  /** At 30 frames/s. */
  readonly bits_s: number;
}

export type Level = JpegLevel | VideoLevel;

export interface Ladder {
  readonly levels: readonly Level[];
  /** Of the first frame, at a guess. */
  readonly first_bytes: number;
  /** How large a frame may be, and all that waits on a link, which has to pass when that becomes narrower: at 1 Mbit/s 10 kB
   * take 80 ms. A long link holds what its length needs. */
  readonly most_bytes: number;
  /** How long one frame may take: more makes frames smaller, less than `less_ms` larger. */
  readonly most_ms: number;
  readonly less_ms: number;
  readonly larger_every_ms: number;
}

export const JPEG: Ladder = {
  levels: [
    { side: 360, quality: 0.45 },
    { side: 432, quality: 0.5 },
    { side: 540, quality: 0.55 },
    { side: 720, quality: 0.5 },
    { side: 720, quality: 0.65 },
    { side: 720, quality: 0.8 },
  ],
  first_bytes: 15_000,
  most_bytes: 50_000,
  most_ms: 80,
  less_ms: 50,
  larger_every_ms: 400,
};

/** Most steps keep the side: another one takes a key frame. */
export const H264: Ladder = {
  levels: [
    { side: 540, bits_s: 400_000 },
    { side: 540, bits_s: 800_000 },
    { side: 720, bits_s: 1_400_000 },
    { side: 720, bits_s: 2_200_000 },
    { side: 720, bits_s: 3_500_000 },
  ],
  first_bytes: 8_000,
  most_bytes: 20_000,
  most_ms: 50,
  less_ms: 35,
  larger_every_ms: 1000,
};

/** In proportion to its bytes, about. */
export function weightOf(level: Level): number {
  return "bits_s" in level ? level.bits_s : level.side * level.side * level.quality;
}
