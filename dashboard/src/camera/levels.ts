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
  /** How long one frame may take: more makes frames smaller, less than `less_ms` larger. */
  readonly most_ms: number;
  readonly less_ms: number;
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
  most_ms: 80,
  less_ms: 50,
};

export const H264: Ladder = {
  levels: [
    { side: 360, bits_s: 350_000 },
    { side: 432, bits_s: 550_000 },
    { side: 540, bits_s: 900_000 },
    { side: 720, bits_s: 1_500_000 },
    { side: 720, bits_s: 2_500_000 },
    { side: 720, bits_s: 4_000_000 },
  ],
  first_bytes: 8_000,
  most_ms: 50,
  less_ms: 35,
};

/** In proportion to its bytes, about. */
export function weightOf(level: Level): number {
  return "bits_s" in level ? level.bits_s : level.side * level.side * level.quality;
}
