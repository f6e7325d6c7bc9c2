// How much a link takes: when the next frame may be taken, how large, and how many a second. Pure; times are passed in.
//
// A link is taken to be so long (`ping` tells, as it has hardly any bytes) and so wide: a frame comes once all bytes that
// were on their way when it was sent, and its own, have passed.

/** How large a frame is made, from the least on: its shorter side in pixels, and the quality of its JPEG, 0..1. */
export const LEVELS = [
  { side: 360, quality: 0.45 },
  { side: 432, quality: 0.5 },
  { side: 540, quality: 0.55 },
  { side: 720, quality: 0.6 },
  { side: 720, quality: 0.8 },
] as const;
export const MOST_FPS = 60;
export const LEAST_FPS = 8;

/** How long what is on its way, and the next frame, may take besides the link's own length. */
const MOST_QUEUED_MS = 120;
/** How long one frame may take: more of it makes frames smaller, less than `LESS_MS` larger. */
const MOST_MS = 80;
const LESS_MS = 50;
/** A frame that isn't there so long after it should be: the link has become narrower. */
const LATE_MS = 40;
const PINGS_MS = 30_000;
const RATES = 5;
const LARGER_EVERY_MS = 400;
const COUNT_EVERY_MS = 2000;
const FIRST_FPS = 30;
/** Bytes of the first frame, at a guess. */
const FIRST_BYTES = 15_000;
/** Cameras are a little early or late. */
const JITTER_MS = 4;

interface OnItsWay {
  readonly sent_ms: number;
  readonly bytes: number;
  /** It and all that was on its way when it was sent. */
  readonly ahead: number;
}

export interface Answered {
  readonly answered: number;
  readonly dropped: number;
}

export class Flow {
  /** How large frames are made: an index of LEVELS. It begins small, so that the way is known before it is full. */
  level = 0;
  /** How many frames a second are taken at most: what the models answer unseen needn't be sent. */
  fps = FIRST_FPS;
  /** How long the newest acknowledged frame took to get there, as far as that can be told: half of the link's length. */
  way_ms = 0;
  private readonly onTheirWay = new Map<number, OnItsWay>();
  private pings: readonly { readonly at: number; readonly took: number }[] = [];
  /** Of the newest frames: bytes that the link took in a millisecond. */
  private rates: readonly number[] = [];
  private bytes = FIRST_BYTES;
  private taken_ms = Number.NEGATIVE_INFINITY;
  private larger_ms = Number.NEGATIVE_INFINITY;
  private counted: (Answered & { readonly at: number }) | null = null;

  /** Whether a frame may be taken now. */
  allows(now: number): boolean {
    if (now - this.taken_ms < 1000 / this.fps - JITTER_MS) return false;
    const oldest: OnItsWay | undefined = this.onTheirWay.values().next().value;
    if (oldest === undefined) return true;
    if (this.pings.length === 0) return false;
    const isLate = now - oldest.sent_ms > this.length() + LATE_MS + 3 * this.takes_ms(oldest.bytes);
    return !isLate && this.takes_ms(this.queued() + this.bytes) <= MOST_QUEUED_MS;
  }

  taken(now: number): void {
    this.taken_ms = now;
  }

  sent(frame: number, bytes: number, now: number): void {
    this.bytes = bytes;
    this.onTheirWay.set(frame, { sent_ms: now, bytes, ahead: this.queued() + bytes });
  }

  acked(frame: number, now: number): void {
    const found = this.onTheirWay.get(frame);
    if (found === undefined) return;
    for (const older of [...this.onTheirWay.keys()]) if (older <= frame) this.onTheirWay.delete(older);
    const passing_ms = Math.max(1, now - found.sent_ms - this.length());
    this.way_ms = this.length() / 2 + passing_ms;
    this.rates = [...this.rates, found.ahead / passing_ms].slice(-RATES);
    this.choose(now);
  }

  /** A message without bytes went there and back. */
  ponged(took: number, now: number): void {
    this.pings = [...this.pings.filter(({ at }) => at > now - PINGS_MS), { at: now, took }];
  }

  /** What the server says of frames that it has: those that it answers unseen come too fast for its models. */
  counts(now: number, { answered, dropped }: Answered): void {
    const before = this.counted;
    if (before !== null && now - before.at < COUNT_EVERY_MS) return;
    this.counted = { at: now, answered, dropped };
    if (before === null || answered <= before.answered) return;
    const share = (dropped - before.dropped) / (answered - before.answered);
    if (share > 0.15) this.fps = Math.max(LEAST_FPS, 0.85 * this.fps);
    else if (share < 0.03) this.fps = Math.min(MOST_FPS, 1.1 * this.fps);
  }

  /** The connection broke: what was on its way is gone, and the next one's way isn't known. */
  broke(): void {
    this.onTheirWay.clear();
    [this.pings, this.rates] = [[], []];
    this.level = 0;
  }

  /** Make frames smaller at once where they take too long, and larger one step at a time. */
  private choose(now: number): void {
    const of = (level: number): number => this.takes_ms((this.bytes * weightOf(level)) / weightOf(this.level));
    const before = this.level;
    while (this.level > 0 && of(this.level) > MOST_MS) this.level -= 1;
    if (this.level < before) {
      this.bytes *= weightOf(this.level) / weightOf(before);
      this.larger_ms = now;
    } else if (now - this.larger_ms >= LARGER_EVERY_MS && this.level < LEVELS.length - 1 && of(this.level + 1) < LESS_MS) {
      this.level += 1;
      this.larger_ms = now;
    }
  }

  /** How long bytes take to pass. */
  private takes_ms(bytes: number): number {
    if (this.rates.length === 0) return 0;
    return bytes / this.rates.toSorted((a, b) => a - b)[this.rates.length >> 1]!;
  }

  private queued(): number {
    let sum = 0;
    for (const { bytes } of this.onTheirWay.values()) sum += bytes;
    return sum;
  }

  /** There and back, of a message without bytes. */
  private length(): number {
    return Math.min(...this.pings.map(({ took }) => took), Number.MAX_VALUE);
  }
}

/** In proportion to a level's bytes, about. */
function weightOf(level: number): number {
  const { side, quality } = LEVELS[level]!;
  return side * side * quality;
}
