// How much a link takes: when the next frame may be taken, how large, and how many a second. Pure; times are passed in.
//
// A link is taken to be so long (`ping` tells, as it has hardly any bytes) and so wide: frames pass it one after the other,
// each in a time that its bytes take. Wherever it becomes narrower, what is on it then has to pass all the same: so that is
// kept small, which bounds how late a frame can be.

import { JPEG, weightOf, type Ladder, type Level } from "./levels";

export const MOST_FPS = 60;
export const LEAST_FPS = 8;

/** How long what is on its way, and the next frame, may take besides the link's own length. */
const MOST_QUEUED_MS = 120;
/** Of what may be on a link, a frame is made larger for so much at most. */
const LESS = 0.9;
/** How long a video's key frame may take where frames are made larger. */
const MOST_KEY_MS = 120;
/** A frame that isn't there so long after it should be: the link has become narrower, and nothing before counts. */
const LATE_MS = 40;
/** One with fewer bytes is late as the server is busy, as likely: then only several of them count. */
const TELLING_BYTES = 8000;
/** The quickest of so many counts: one alone may have met a busy server, and of many the oldest knew another link. */
const PINGS = 3;
const PING_EVERY_MS = 1000;
/** A link that was never empty for so long is let run empty: only then its length can be told from what waits on it. */
const EMPTIED_EVERY_MS = 4000;
const RATES = 5;
const COUNT_EVERY_MS = 2000;
const FIRST_FPS = 30;
/** Cameras are a little early or late. */
const JITTER_MS = 4;

interface OnItsWay {
  readonly sent_ms: number;
  readonly bytes: number;
  /** When its acknowledgement should come. */
  readonly due_ms: number;
}

export interface Answered {
  readonly answered: number;
  readonly dropped: number;
}

export class Flow {
  private ladder: Ladder = JPEG;
  /** How large frames are made: it begins small, so that the way is known before it is full. */
  private step = 0;
  /** How many frames a second are taken at most: what the models answer unseen needn't be sent. */
  fps = FIRST_FPS;
  /** How long the newest acknowledged frame took to get there, as far as that can be told: half of the link's length. */
  way_ms = 0;
  private readonly onTheirWay = new Map<number, OnItsWay>();
  private pings: readonly number[] = [];
  /** Of the newest frames: bytes that the link took in a millisecond. */
  private rates: readonly number[] = [];
  private bytes = JPEG.first_bytes;
  /** Of the newest key frame; 0: there is none. */
  private key_bytes = 0;
  /** When the newest frame should have passed. */
  private passed_ms = Number.NEGATIVE_INFINITY;
  private acked_ms = Number.NEGATIVE_INFINITY;
  private taken_ms = Number.NEGATIVE_INFINITY;
  private larger_ms = Number.NEGATIVE_INFINITY;
  private pinged_ms = Number.NEGATIVE_INFINITY;
  private counted: (Answered & { readonly at: number }) | null = null;

  get level(): Level {
    return this.ladder.levels[this.step]!;
  }

  /** How frames are encoded from now on. */
  use(ladder: Ladder): void {
    if (ladder === this.ladder) return;
    this.ladder = ladder;
    this.begin();
  }

  /** Whether a frame may be taken now. */
  allows(now: number): boolean {
    if (now - this.taken_ms < 1000 / this.fps - JITTER_MS) return false;
    const oldest: OnItsWay | undefined = this.onTheirWay.values().next().value;
    if (oldest === undefined) return true;
    if (this.pings.length === 0 || now - this.pinged_ms > EMPTIED_EVERY_MS) return false;
    if (now > oldest.due_ms + LATE_MS) return false;
    const bytes = [...this.onTheirWay.values()].reduce((sum, one) => sum + one.bytes, this.bytes);
    const fits = bytes <= Math.max(this.ladder.most_bytes, (this.bytes * this.fps * this.length()) / 1000);
    return fits && Math.max(0, this.passed_ms - now) + this.takes_ms(this.bytes) <= MOST_QUEUED_MS;
  }

  /** Whether a message without bytes is to be sent now, before the next frame. */
  wantsPing(now: number): boolean {
    return this.onTheirWay.size === 0 && now - this.pinged_ms > PING_EVERY_MS;
  }

  pinged(now: number): void {
    this.pinged_ms = now;
  }

  taken(now: number): void {
    this.taken_ms = now;
  }

  /** `isKey`: it is of a video, and larger than those that lean on it. */
  sent(frame: number, bytes: number, now: number, isKey = false): void {
    if (isKey) this.key_bytes = bytes;
    else this.bytes = bytes;
    this.passed_ms = Math.max(this.passed_ms, now) + this.takes_ms(bytes);
    this.onTheirWay.set(frame, { sent_ms: now, bytes, due_ms: this.passed_ms + this.length() });
  }

  acked(frame: number, now: number): void {
    const found = this.onTheirWay.get(frame);
    if (found === undefined) return;
    for (const older of [...this.onTheirWay.keys()]) if (older <= frame) this.onTheirWay.delete(older);
    this.way_ms = Math.max(0, now - found.sent_ms - this.length() / 2);
    const passing_ms = Math.max(1, now - Math.max(found.sent_ms + this.length(), this.acked_ms));
    const isNarrower = now > found.due_ms + LATE_MS && found.bytes >= TELLING_BYTES;
    this.rates = [...(isNarrower ? [] : this.rates), found.bytes / passing_ms].slice(-RATES);
    this.acked_ms = now;
    this.passed_ms = now - this.length();
    for (const { sent_ms, bytes } of this.onTheirWay.values()) {
      this.passed_ms = Math.max(this.passed_ms, sent_ms) + this.takes_ms(bytes);
    }
    this.choose(now);
  }

  /** A message without bytes went there and back. */
  ponged(took: number): void {
    this.pings = [...this.pings, took].slice(-PINGS);
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
    this.pinged_ms = this.passed_ms = Number.NEGATIVE_INFINITY;
    this.begin();
  }

  private begin(): void {
    [this.step, this.bytes, this.key_bytes] = [0, this.ladder.first_bytes, 0];
  }

  /** Make frames smaller at once where they take too long, and larger one step at a time. */
  private choose(now: number): void {
    const { levels, most_bytes, most_ms, less_ms, larger_every_ms } = this.ladder;
    const before = this.step;
    const larger = (step: number): number => weightOf(levels[step]!) / weightOf(levels[before]!);
    const fits = (bytes: number, share: number, longest_ms: number): boolean =>
      bytes <= share * most_bytes && this.takes_ms(bytes) <= longest_ms;
    while (this.step > 0 && !fits(larger(this.step) * this.bytes, 1, most_ms)) this.step -= 1;
    if (this.step === before) {
      if (now - this.larger_ms < larger_every_ms || before === levels.length - 1) return;
      const more = larger(before + 1);
      if (!fits(more * this.bytes, LESS, less_ms) || this.takes_ms(more * this.key_bytes) > MOST_KEY_MS) return;
      this.step += 1;
    }
    const times = larger(this.step);
    this.key_bytes *= times;
    if (times < 1) this.bytes *= times;
    this.larger_ms = now;
  }

  /** How long bytes take to pass. */
  private takes_ms(bytes: number): number {
    if (this.rates.length === 0) return 0;
    return bytes / this.rates.toSorted((a, b) => a - b)[this.rates.length >> 1]!;
  }

  /** There and back, of a message without bytes. */
  private length(): number {
    return this.pings.length === 0 ? 0 : Math.min(...this.pings);
  }
}
