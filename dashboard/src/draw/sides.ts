// The colour of a joint, or of the bone between two: by the lifter's own side.

import type { Joint } from "../contracts";
import { DRAWING } from "../drawing";

const { colours } = DRAWING;

export function colourOf(...ends: Joint[]): string {
  if (ends.some((joint) => joint.startsWith("left_"))) return colours.left;
  return ends.some((joint) => joint.startsWith("right_")) ? colours.right : colours.middle;
}
