// The barbell in a picture: its axis and the two plates.

import { floats } from "../arrays";
import type { BarInImage } from "../contracts";
import { DRAWING } from "../drawing";
import { byScore, byStdInImage } from "./opacity";
import { ellipse, line, type Pen } from "./strokes";

const { colours, lines } = DRAWING;
const SIDES = [0, 1] as const;

export function drawBar(context: CanvasRenderingContext2D, height: number, bar: BarInImage): void {
  const [ends, std, scores] = [floats(bar.ends_in_image), floats(bar.ends_std_in_image), floats(bar.end_scores)];
  const [plates, plateScores] = [floats(bar.plates_in_image), floats(bar.plate_scores)];
  const seen = SIDES.map((side) =>
    Math.min(byScore(scores[side]!), byStdInImage(std.subarray(2 * side, 2 * side + 2), height)),
  );
  if (ends.every(Number.isFinite)) {
    line(context, [ends[0]!, ends[1]!], [ends[2]!, ends[3]!], pen(height, lines.bar), Math.min(...seen));
  }
  for (const side of SIDES) {
    ellipse(context, plates.subarray(5 * side, 5 * side + 5), pen(height, lines.plate), byScore(plateScores[side]!));
  }
}

function pen(height: number, share: number): Pen {
  const edge = Math.max(1, lines.outline * height);
  return { colour: colours.bar, width: Math.max(1, share * height), edgeColour: colours.outline, edge };
}
