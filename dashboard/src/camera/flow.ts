// How much a link takes: when the next frame may be taken, how large, and how many a second. Pure; times are passed in.

/** How large a frame is made, from the least on: its shorter side in pixels, and the quality of its JPEG, 0..1. */
export const LEVELS = [
  { side: 288, quality: 0.45 },
  { side: 360, quality: 0.5 },
  { side: 432, quality: 0.55 },
  { side: 540, quality: 0.6 },
  { side: 720, quality: 0.6 },
  { side: 720, quality: 0.8 },
] as const;

/** How much longer than the quickest one a frame may be on its way before the next has to wait. */
export const QUEUE_MS = 100;
export const MOST_FPS = 60;
export const LEAST_FPS = 8;
const MOST_IN_FLIGHT = 12;
const BASE_WINDOW_MS = 10_000;
const LOOK_EVERY_MS = 400;
const RATE_EVERY_MS = 2000;
const FIRST_FPS = 30;
const SHORT_MS = 30;
const LONG_MS = 70;
const LONGEST_HOLD_MS = 30_000;
/** Cameras are a little early or late. */
const JITTER_MS = 4;

export interface Answered {
  readonly answered: number;
  readonly dropped: number;
}

export class Flow {
  /** How large frames are made: an index of LEVELS. It begins small, so that the way is known before it is full. */
  level = 0;
  /** How many frames a second are taken at most: what the models answer unseen needn't be sent. */
  fps = FIRST_FPS;
  /** How long the newest acknowledged frame took, there and back; null: none was yet. */
  took_ms: number | null = null;
  private readonly inFlight = new Map<number, number>();
  private readonly quickest: { at: number; took: number }[] = [];
  private taken_ms = Number.NEGATIVE_INFINITY;
  private asked = 0;
  private withheld = 0;
  private longest = 0;
  private looked_ms: number | null = null;
  private hold_ms = LOOK_EVERY_MS;
  private heldUntil_ms = 0;
  private counted: (Answered & { readonly at: number }) | null = null;

  /** Whether a frame may be taken now; asked for each that the camera gives. */
  allows(now: number): boolean {
    if (now - this.taken_ms < 1000 / this.fps - JITTER_MS) return false;
    this.asked += 1;
    const oldest = this.inFlight.values().next().value;
    const free =
      oldest === undefined || (now - oldest <= this.base() + QUEUE_MS && this.inFlight.size < MOST_IN_FLIGHT);
    if (!free) this.withheld += 1;
    this.look(now);
    return free;
  }

  taken(now: number): void {
    this.taken_ms = now;
  }

  sent(frame: number, now: number): void {
    this.inFlight.set(frame, now);
  }

  acked(frame: number, now: number): void {
    const sent = this.inFlight.get(frame);
    if (sent === undefined) return;
    for (const older of [...this.inFlight.keys()]) if (older <= frame) this.inFlight.delete(older);
    this.took_ms = now - sent;
    while (this.quickest.length > 0 && this.quickest.at(-1)!.took >= this.took_ms) this.quickest.pop();
    this.quickest.push({ at: now, took: this.took_ms });
    while (this.quickest[0]!.at < now - BASE_WINDOW_MS) this.quickest.shift();
    this.longest = Math.max(this.longest, this.took_ms - this.base());
  }

  /** What the server says of frames that it has: those that it answers unseen come too fast for its models. */
  counts(now: number, { answered, dropped }: Answered): void {
    const before = this.counted;
    if (before !== null && now - before.at < RATE_EVERY_MS) return;
    this.counted = { at: now, answered, dropped };
    if (before === null || answered <= before.answered) return;
    const share = (dropped - before.dropped) / (answered - before.answered);
    if (share > 0.15) this.fps = Math.max(LEAST_FPS, 0.85 * this.fps);
    else if (share < 0.03) this.fps = Math.min(MOST_FPS, 1.1 * this.fps);
  }

  /** The connection broke: what was on its way is gone, and the next one's way isn't known. */
  broke(): void {
    this.inFlight.clear();
    this.quickest.length = 0;
    this.level = 0;
    this.heldUntil_ms = 0;
    this.hold_ms = LOOK_EVERY_MS;
  }

  private base(): number {
    return this.quickest[0]?.took ?? 0;
  }

  /** Make frames smaller where the way is full, and larger where it has been free for a while. */
  private look(now: number): void {
    this.looked_ms ??= now;
    if (now - this.looked_ms < LOOK_EVERY_MS) return;
    const full = this.longest > LONG_MS || this.withheld > this.asked / 4;
    if (full && this.level > 0) {
      this.level -= 1;
      this.heldUntil_ms = now + this.hold_ms;
      this.hold_ms = Math.min(2 * this.hold_ms, LONGEST_HOLD_MS);
    } else if (this.longest < SHORT_MS && this.withheld === 0 && now >= this.heldUntil_ms) {
      this.level = Math.min(this.level + 1, LEVELS.length - 1);
    }
    [this.looked_ms, this.asked, this.withheld, this.longest] = [now, 0, 0, 0];
  }
}
