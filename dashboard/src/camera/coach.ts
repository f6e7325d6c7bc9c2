// What to change before the set, one thing at a time: light, tilt, who is in the picture and how much of them. Pure.

import { floats } from "../arrays";
import { JOINTS, type Joint, type PersonPose, type Poses2d } from "../contracts";
import { leanOf, type Gravity } from "./gravity";

export interface Hint {
  readonly text: string;
  /** Nothing has to be changed. */
  readonly good: boolean;
}

export interface Seen {
  /** Mean brightness of the picture, 0..255; null: not looked at yet. */
  readonly brightness: number | null;
  readonly gravity: Gravity | null;
  /** What the models say of a frame; null: nothing yet. */
  readonly poses: Pick<Poses2d, "people" | "lifter" | "lifter_box_in_image" | "width" | "height"> | null;
}

const DARKEST = 40;
const MOST_ROLL_DEG = 6;
const MOST_UP_DEG = 20;
const SEEN = 0.3;
/** Of the picture's height. */
const EDGE = 0.015;
const LEAST_HEIGHT = 0.35;
const MOST_COVERED = 0.25;
/** Between the shoulders, over the length of the trunk: from the side less, from the front more. */
const FROM_SIDE = 0.4;
const FROM_FRONT = 0.75;

const FEET: readonly Joint[] = ["left_ankle", "right_ankle", "left_heel", "right_heel", "left_big_toe", "right_big_toe"];

/** The first thing to change; null: nothing that can be told without the models. */
export function hintOf({ brightness, gravity, poses }: Seen): Hint | null {
  const first = ofLight(brightness) ?? ofTilt(gravity);
  return first !== null ? bad(first) : poses && ofPoses(poses);
}

function bad(text: string): Hint {
  return { text, good: false };
}

function ofLight(brightness: number | null): string | null {
  return brightness !== null && brightness < DARKEST ? "Too dark: turn on a light, or film away from the window" : null;
}

function ofTilt(gravity: Gravity | null): string | null {
  if (gravity === null) return null;
  const { roll, up } = leanOf(gravity);
  if (Math.abs(roll) > MOST_ROLL_DEG) return `Stand the phone straight: it leans ${roll > 0 ? "right" : "left"}`;
  if (Math.abs(up) > MOST_UP_DEG) return `Point it at the lifter's hips: it looks too far ${up > 0 ? "up" : "down"}`;
  return null;
}

function ofPoses(poses: NonNullable<Seen["poses"]>): Hint {
  const { people, lifter, width, height } = poses;
  const person = people.find(({ track }) => track === lifter);
  if (person === undefined) return bad("Nobody is seen: step into the picture");
  const at = jointsOf(person);
  const box = poses.lifter_box_in_image === null ? null : floats(poses.lifter_box_in_image);
  const feet = FEET.map(at).filter((point) => point !== null);
  if (feet.some(([, y]) => y > (1 - EDGE) * height)) return bad("Step back: feet are cut off");
  const head = at("head") ?? at("nose");
  if (head !== null && head[1] < EDGE * height) return bad("Step back: the head is cut off");
  if (box !== null && (box[0]! <= 1 || box[2]! >= width - 1)) return bad("Move to the middle: a side is cut off");
  if (box !== null && box[3]! - box[1]! < LEAST_HEIGHT * height) return bad("Come closer: the lifter is too far away");
  if (box !== null && people.some((other) => other !== person && covers(other, box))) {
    return bad("Somebody is in the way of the lifter");
  }
  return { text: ofView(at), good: true };
}

type At = (joint: Joint) => readonly [number, number] | null;

/** Joints that are seen, in the picture or beyond its edge. */
function jointsOf(person: PersonPose): At {
  const [points, scores] = [floats(person.joints_in_image), floats(person.joint_scores)];
  return (joint) => {
    const index = JOINTS.indexOf(joint);
    const point = [points[2 * index]!, points[2 * index + 1]!] as const;
    return scores[index]! >= SEEN && point.every(Number.isFinite) ? point : null;
  };
}

/** Whether somebody's joints lie over much of the lifter's box. */
function covers(other: PersonPose, [x0, y0, x1, y1]: Float32Array): boolean {
  const points = JOINTS.map(jointsOf(other)).filter((point) => point !== null);
  const inside = points.filter(([x, y]) => x > x0! && x < x1! && y > y0! && y < y1!);
  return points.length > 0 && inside.length / JOINTS.length > MOST_COVERED;
}

/** What can be judged from here. */
function ofView(at: At): string {
  const [left, right, hipLeft, hipRight] = (["left_shoulder", "right_shoulder", "left_hip", "right_hip"] as const).map(at);
  if (left == null || right == null || hipLeft == null || hipRight == null) return "All set";
  const trunk = Math.hypot((left[0] + right[0] - hipLeft[0] - hipRight[0]) / 2, (left[1] + right[1] - hipLeft[1] - hipRight[1]) / 2);
  const turned = Math.abs(left[0] - right[0]) / Math.max(1, trunk);
  if (turned < FROM_SIDE) return "All set, from the side: depth, lean and lockout are seen best";
  if (turned > FROM_FRONT) return "All set, from the front: knees and an uneven bar are seen best, depth less well";
  return "All set, at an angle: depth, lockout and knees are seen";
}
