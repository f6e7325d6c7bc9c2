// What the page that films decides: how much the link takes, where gravity points, what to change before the set.

import { expect, test } from "vitest";
import { hintOf } from "../src/camera/coach";
import { Flow, MOST_FPS } from "../src/camera/flow";
import { gravityOf, leanOf } from "../src/camera/gravity";
import { H264, JPEG, type Level } from "../src/camera/levels";
import { createPictures } from "../src/camera/pictures";
import { JOINTS, type Joint, type PersonPose } from "../src/contracts";
import { cameraLink, parseRoute } from "../src/route";
import { bytes } from "./builders";

/** A link that takes so many bytes a millisecond, one frame after the other, and is so long, ms. */
interface Way {
  readonly bytes_ms: number;
  readonly delay_ms: number;
  /** How much later than that an answer may come, as the server has other things to do. */
  readonly busy_ms?: number;
  /** It becomes as narrow as this. */
  readonly then?: { readonly at_ms: number; readonly bytes_ms: number };
}

/** When so much has passed that begins to at some time. */
function passed(from_ms: number, size: number, { bytes_ms, then }: Way): number {
  const before_ms = Math.max(0, (then?.at_ms ?? Infinity) - from_ms);
  return size <= before_ms * bytes_ms ? from_ms + size / bytes_ms : from_ms + before_ms + (size - before_ms * bytes_ms) / then!.bytes_ms;
}

interface Run {
  /** From its capture to its arrival, ms, of each frame. */
  readonly late: number[];
  readonly levels: Level[];
}

/** Of a JPEG of quality 1, in proportion to its side squared; the sample set's have 0.14 to 0.19. */
const BYTES = 0.17;
/** A key frame has so many times the bytes of one that leans on another. */
const KEY = 6;

function bytesOf(level: Level): number {
  return "bits_s" in level ? level.bits_s / 8 / 30 : BYTES * level.quality * level.side * level.side;
}

/** Film at 60 frames/s for some seconds over a link; its clock is the test's own. */
function film(flow: Flow, way: Way, from_ms: number, seconds: number): Run {
  const { delay_ms, busy_ms = 0 } = way;
  const run: Run = { late: [], levels: [] };
  let free_ms = from_ms;
  let answered_ms = from_ms;
  let turn = 0;
  const answer = (at: number): number => (answered_ms = Math.max(answered_ms, at + ((turn++ * 37) % 100) * 0.01 * busy_ms));
  let answers: { at: number; heard: (at: number) => void }[] = [];
  for (let now = from_ms; now < from_ms + 1000 * seconds; now += 1000 / MOST_FPS) {
    for (const { at, heard } of answers) if (at <= now) heard(at);
    answers = answers.filter(({ at }) => at > now);
    if (flow.wantsPing(now)) {
      const at_ms = now;
      flow.pinged(now);
      answers.push({ at: answer(Math.max(free_ms, now) + 2 * delay_ms), heard: (at) => flow.ponged(at - at_ms) });
    }
    if (!flow.allows(now)) continue;
    const isKey = "bits_s" in flow.level && flow.level.side !== run.levels.at(-1)?.side;
    const size = bytesOf(flow.level) * (isKey ? KEY : 1);
    free_ms = passed(Math.max(free_ms, now), size, way);
    flow.taken(now);
    flow.sent(now, size, now, isKey);
    answers.push({ at: answer(free_ms + 2 * delay_ms), heard: (at) => flow.acked(now, at) });
    run.late.push(free_ms + delay_ms - now);
    run.levels.push(flow.level);
  }
  for (const { at, heard } of answers) heard(at);
  return run;
}

const MBIT = 125;

test("over a wide link the largest frames go, and none waits", () => {
  const { late, levels } = film(new Flow(), { bytes_ms: 100 * MBIT, delay_ms: 2 }, 0, 10);
  expect(levels.at(-1)!.side).toBe(720);
  expect(Math.max(...late)).toBeLessThan(30);
  expect(late.length).toBeGreaterThan(280);
});

test("at 1 Mbit/s no frame is older than 200 ms when it arrives", () => {
  const { late } = film(new Flow(), { bytes_ms: MBIT, delay_ms: 5 }, 0, 60);
  expect(Math.max(...late)).toBeLessThan(200);
  expect(late.length / 60).toBeGreaterThan(8);
});

test("at 1 Mbit/s a video has more frames, none older than 200 ms when it arrives", () => {
  const flow = new Flow();
  flow.use(H264);
  const { late, levels } = film(flow, { bytes_ms: MBIT, delay_ms: 5 }, 0, 60);
  expect(Math.max(...late)).toBeLessThan(200);
  expect(late.length / 60).toBeGreaterThan(20);
  expect(levels.at(-1)!.side).toBe(540);
});

test.each([JPEG, H264])("at 1 Mbit/s and 200 ms away no frame takes 200 ms longer than the way", (ladder) => {
  const flow = new Flow();
  flow.use(ladder);
  const { late } = film(flow, { bytes_ms: MBIT, delay_ms: 200 }, 0, 60);
  expect(Math.max(...late)).toBeLessThan(200 + 200);
  expect(late.length / 60).toBeGreaterThan(8);
});

test("200 ms of delay add 200 ms, and nothing queues", () => {
  const { late, levels } = film(new Flow(), { bytes_ms: 20 * MBIT, delay_ms: 200 }, 0, 30);
  expect(Math.max(...late)).toBeLessThan(200 + 125);
  expect(levels.at(-1)!.side).toBe(720);
  expect(late.length / 30).toBeGreaterThan(20);
});

test("a link that becomes longer is only longer, after a few seconds", () => {
  const flow = new Flow();
  film(flow, { bytes_ms: 100 * MBIT, delay_ms: 2 }, 0, 10);
  film(flow, { bytes_ms: 100 * MBIT, delay_ms: 200 }, 10_000, 5);
  const { late } = film(flow, { bytes_ms: 100 * MBIT, delay_ms: 200 }, 15_000, 10);
  expect(Math.max(...late)).toBeLessThan(200 + 125);
  expect(late.length / 10).toBeGreaterThan(20);
});

test("a server that answers irregularly doesn't make a link narrow", () => {
  for (const delay_ms of [2, 200]) {
    const { late } = film(new Flow(), { bytes_ms: 100 * MBIT, delay_ms, busy_ms: 60 }, 0, 30);
    expect(late.length / 30).toBeGreaterThan(15);
  }
});

test("a link that becomes a hundred times narrower is noticed by the frames that are on it, and no later", () => {
  const flow = new Flow();
  film(flow, { bytes_ms: 100 * MBIT, delay_ms: 2 }, 0, 10);
  const { late } = film(flow, { bytes_ms: MBIT, delay_ms: 2 }, 10_000, 20);
  expect(Math.max(...late.slice(0, 4))).toBeLessThan(2000);
  expect(Math.max(...late.slice(4))).toBeLessThan(200);
  expect(flow.level).toBe(JPEG.levels[0]);
});

test("a busy server makes no video smaller", () => {
  const flow = new Flow();
  flow.use(H264);
  const { levels } = film(flow, { bytes_ms: 20 * MBIT, delay_ms: 2, busy_ms: 60 }, 0, 30);
  expect(levels.slice(levels.length >> 1).every(({ side }) => side === 720)).toBe(true);
});

test.each([[20], [100]])("%s Mbit/s that become 1 delay what is on the link, once, by what its bytes take", (mbit) => {
  for (let at_ms = 10_000; at_ms < 10_100; at_ms += 7) {
    const flow = new Flow();
    const narrows = { bytes_ms: mbit * MBIT, delay_ms: 5, then: { at_ms, bytes_ms: MBIT } };
    const { late } = film(flow, narrows, 0, 20);
    expect(Math.max(...late)).toBeLessThan(50_000 / MBIT + 50);
    expect(late.filter((ms) => ms > 200).length).toBeLessThan(4);
    expect(flow.level).toBe(JPEG.levels[0]);
  }
});

test("a video is small enough on a link that nothing is 200 ms late when that becomes 1 Mbit/s wide", () => {
  for (let at_ms = 10_000; at_ms < 10_100; at_ms += 7) {
    const flow = new Flow();
    flow.use(H264);
    const { late } = film(flow, { bytes_ms: 20 * MBIT, delay_ms: 5, then: { at_ms, bytes_ms: MBIT } }, 0, 20);
    expect(Math.max(...late)).toBeLessThan(200);
  }
});

test("after a break nothing is waited for that was on its way", () => {
  const flow = new Flow();
  flow.ponged(5);
  for (let frame = 0; frame < 20; frame++) flow.sent(frame, 1000, frame);
  expect(flow.allows(5000)).toBe(false);
  flow.broke();
  expect(flow.allows(5001)).toBe(true);
});

test("a video that fails again and again gives way to JPEGs, and what was refused begins anew", async () => {
  const ack = { type: "ack", frame: 1, late_s: 0, answered: 0, dropped: 0, lost: 0 } as const;
  const refused = (name: string) => ({ type: "refused", frame: 2, name, error: "" }) as const;
  const pictures = createPictures(async () => true);
  await pictures.look();
  expect(pictures.ladder()).toBe(JPEG);
  pictures.started(["jpeg"]);
  expect(pictures.ladder()).toBe(JPEG);
  pictures.started(["jpeg", "h264"]);
  expect([pictures.ladder(), pictures.anew(), pictures.anew()]).toEqual([H264, true, false]);
  pictures.answered(refused("needs_key"));
  expect([pictures.ladder(), pictures.anew()]).toEqual([H264, true]);
  for (let time = 0; time < 2; time++) pictures.answered(refused("not_h264"));
  pictures.answered(ack);
  for (let time = 0; time < 2; time++) pictures.failed();
  expect(pictures.ladder()).toBe(H264);
  pictures.failed();
  expect(pictures.ladder()).toBe(JPEG);
});

test("no more frames are sent than the models answer", () => {
  const flow = new Flow();
  for (let second = 0; second < 20; second += 2) flow.counts(1000 * second, { answered: 60 * second, dropped: 30 * second });
  expect(flow.fps).toBeLessThan(15);
  for (let second = 20; second < 80; second += 2) flow.counts(1000 * second, { answered: 60 * second, dropped: 540 });
  expect(flow.fps).toBe(MOST_FPS);
});

test.each([
  ["held upright", 90, 0, 0, "environment", [0, 1, 0]],
  ["on its back", 0, 0, 0, "environment", [0, 0, 1]],
  ["upright, from the front camera", 90, 0, 0, "user", [0, 1, 0]],
  ["with its top to the left", 0, -90, 90, "environment", [0, 1, 0]],
  ["with its top to the right", 0, 90, 270, "environment", [0, 1, 0]],
] as const)("gravity of a phone that is %s", (_, beta, gamma, screen, faces, expected) => {
  const gravity = gravityOf(beta, gamma, screen, faces);
  expected.forEach((part, axis) => expect(gravity[axis]).toBeCloseTo(part));
});

test("a phone that leans says how far", () => {
  expect(leanOf(gravityOf(80, 0, 0, "environment")).up).toBeCloseTo(-10);
  expect(leanOf([Math.sin(0.2), Math.cos(0.2), 0]).roll).toBeCloseTo((0.2 * 180) / Math.PI);
});

const WIDTH = 1280;
const HEIGHT = 720;

/** Somebody from `top` to `bottom` of the picture, around `x`, whose shoulders are so far apart: shares of the height. */
function person(track: number, top: number, bottom: number, x = 640, apart = 0.2): PersonPose {
  const at: Partial<Record<Joint, [number, number]>> = {
    head: [0, 0],
    left_shoulder: [apart / 2, 0.2],
    right_shoulder: [-apart / 2, 0.2],
    left_hip: [0.07, 0.5],
    right_hip: [-0.07, 0.5],
    left_heel: [0.08, 1],
    right_heel: [-0.08, 1],
  };
  const points = JOINTS.flatMap((joint) => {
    const [right, down] = at[joint] ?? [0, 0.6];
    return [x + right * (bottom - top), top + down * (bottom - top)];
  });
  const scores = JOINTS.map(() => 1);
  const none = { joints_std_in_image: null, joints_in_body: null };
  return { track, score: 1, joints_in_image: bytes(points), joint_scores: bytes(scores), ...none };
}

function poses(people: readonly PersonPose[], box = [540, 100, 740, 650]) {
  return { people, lifter: 1, lifter_box_in_image: bytes(box), width: WIDTH, height: HEIGHT };
}

const LEVEL = { brightness: 120, gravity: [0, 1, 0] as const };

test.each([
  ["Too dark", { brightness: 12, gravity: null, poses: null }],
  ["leans right", { brightness: 120, gravity: [0.3, 1, 0] as const, poses: null }],
  ["leans left", { brightness: 120, gravity: [-0.3, 1, 0] as const, poses: null }],
  ["too far up", { brightness: 120, gravity: [0, 1, -0.6] as const, poses: null }],
  ["too far down", { brightness: 120, gravity: [0, 1, 0.6] as const, poses: null }],
  ["Nobody", { ...LEVEL, poses: poses([]) }],
  ["feet are cut off", { ...LEVEL, poses: poses([person(1, 100, 740)]) }],
  ["head is cut off", { ...LEVEL, poses: poses([person(1, -20, 600)]) }],
  ["side is cut off", { ...LEVEL, poses: poses([person(1, 100, 650)], [0, 100, 200, 650]) }],
  ["too far away", { ...LEVEL, poses: poses([person(1, 300, 480)], [600, 300, 680, 480]) }],
  ["in the way", { ...LEVEL, poses: poses([person(1, 100, 650), person(2, 90, 660)]) }],
])("the coach says: %s", (words, seen) => {
  expect(hintOf(seen)).toMatchObject({ good: false });
  expect(hintOf(seen)?.text).toContain(words);
});

test.each([
  ["from the side: depth, lean and lockout are seen best", person(1, 100, 650, 640, 0.05)],
  ["from the front: knees and an uneven bar are seen best, depth less well", person(1, 100, 650, 640, 0.3)],
  ["at an angle: depth, lockout and knees are seen", person(1, 100, 650)],
])("with nothing to change the coach says what is seen %s", (view, lifter) => {
  const passer = person(2, 100, 650, 1100);
  expect(hintOf({ ...LEVEL, poses: poses([lifter, passer]) })).toEqual({ text: `All set, ${view}`, good: true });
});

test("the coach doesn't say what can be judged before the models have seen the trunk", () => {
  const lifter = { ...person(1, 100, 650), joint_scores: bytes(JOINTS.map(() => 0)) };
  expect(hintOf({ ...LEVEL, poses: poses([lifter]) })).toEqual({ text: "All set", good: true });
  expect(hintOf({ ...LEVEL, poses: null })).toBe(null);
});

test("the page's address says whether it films another session too", () => {
  expect(parseRoute("#/camera")).toEqual({ page: "camera", session: null, camera: "" });
  const beside = { session: "a&1", camera: "side" };
  expect(parseRoute(cameraLink(beside))).toEqual({ page: "camera", ...beside });
});
