// The bones and joints of the people in a picture: the lifter in colours by side, others faint.

import { floats } from "../arrays";
import { BONES, JOINTS, type Joint, type PersonPose } from "../contracts";
import { DRAWING } from "../drawing";
import { byScore, byStdInImage, byStdInWorld } from "./opacity";
import { colourOf } from "./sides";
import { dot, line, type Pen, type Point } from "./strokes";

const { colours, lines } = DRAWING;
const INDEX = new Map(JOINTS.map((joint, index) => [joint, index]));
const bones = BONES.map(([start, end]) => ({ start: indexOf(start), end: indexOf(end), colour: colourOf(start, end) }));
const joints = [...new Set(BONES.flat())].map((joint) => ({ at: indexOf(joint), colour: colourOf(joint) }));

/** `stdInWorld` is the lifter's, where one is known. */
export function drawLifter(
  context: CanvasRenderingContext2D,
  height: number,
  person: PersonPose,
  stdInWorld: Uint8Array | null,
): void {
  const { points, seen } = looked(person, stdInWorld, height);
  const pen = (colour: string, share: number): Pen => ({
    colour,
    width: Math.max(1, share * height),
    edgeColour: colours.outline,
    edge: Math.max(1, lines.outline * height),
  });
  for (const { start, end, colour } of bones) {
    line(context, points[start]!, points[end]!, pen(colour, lines.bone), Math.min(seen[start]!, seen[end]!));
  }
  for (const { at, colour } of joints) {
    dot(context, points[at]!, Math.max(1, lines.joint * height), pen(colour, lines.joint), seen[at]!);
  }
}

/** Somebody who isn't the lifter. */
export function drawOther(context: CanvasRenderingContext2D, height: number, person: PersonPose): void {
  const { points, seen } = looked(person, null, height);
  const pen = { colour: colours.others, width: Math.max(1, lines.others * height), edgeColour: "", edge: 0 };
  for (const { start, end } of bones) {
    line(context, points[start]!, points[end]!, pen, Math.min(seen[start]!, seen[end]!) * lines.others_opacity);
  }
}

/** Where each joint is, and how opaque. */
function looked(person: PersonPose, stdInWorld: Uint8Array | null, height: number): { points: Point[]; seen: number[] } {
  const at = floats(person.joints_in_image);
  const scores = floats(person.joint_scores);
  const inWorld = stdInWorld && floats(stdInWorld);
  const inImage = person.joints_std_in_image && floats(person.joints_std_in_image);
  const points = JOINTS.map((_, joint): Point => [at[2 * joint]!, at[2 * joint + 1]!]);
  const seen = JOINTS.map((_, joint) => {
    if (!points[joint]!.every(Number.isFinite)) return 0;
    const byJoint = byScore(scores[joint]!);
    if (inWorld) return Math.min(byJoint, byStdInWorld(inWorld.subarray(3 * joint, 3 * joint + 3)));
    return inImage ? Math.min(byJoint, byStdInImage(inImage.subarray(2 * joint, 2 * joint + 2), height)) : byJoint;
  });
  return { points, seen };
}

function indexOf(joint: Joint): number {
  return INDEX.get(joint)!;
}
