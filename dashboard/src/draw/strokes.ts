// Lines, dots and ellipses with a dark edge, of any opacity. Lengths in px of the picture.

export interface Pen {
  readonly colour: string;
  readonly width: number;
  readonly edgeColour: string;
  /** How far the edge stands out on each side; 0: none. */
  readonly edge: number;
}

export type Point = readonly [x: number, y: number];
type Context = CanvasRenderingContext2D;

export function line(context: Context, start: Point, end: Point, pen: Pen, opacity: number): void {
  stroked(context, pen, opacity, () => {
    context.moveTo(...start);
    context.lineTo(...end);
  });
}

export function dot(context: Context, [x, y]: Point, radius: number, pen: Pen, opacity: number): void {
  if (!(opacity > 0)) return;
  context.globalAlpha = opacity;
  for (const [colour, reach] of [[pen.edgeColour, pen.edge], [pen.colour, 0]] as const) {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, y, radius + reach, 0, 2 * Math.PI);
    context.fill();
  }
}

/** x, y, long and short half axis [px], angle from right to down [deg]. */
export function ellipse(context: Context, shape: ArrayLike<number>, pen: Pen, opacity: number): void {
  const [x = 0, y = 0, long = 0, short = 0, angle_deg = 0] = Array.from(shape);
  if (![x, y, long, short, angle_deg].every(Number.isFinite)) return;
  stroked(context, pen, opacity, () => context.ellipse(x, y, long, short, (angle_deg * Math.PI) / 180, 0, 2 * Math.PI));
}

function stroked(context: Context, pen: Pen, opacity: number, path: () => void): void {
  if (!(opacity > 0)) return;
  context.globalAlpha = opacity;
  context.lineCap = "round";
  context.beginPath();
  path();
  if (pen.edge > 0) {
    context.strokeStyle = pen.edgeColour;
    context.lineWidth = pen.width + 2 * pen.edge;
    context.stroke();
  }
  context.strokeStyle = pen.colour;
  context.lineWidth = pen.width;
  context.stroke();
}
