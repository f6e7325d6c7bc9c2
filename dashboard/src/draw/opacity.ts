// Uncertainty as faintness: how opaque a joint or an end of the bar is drawn.

import { DRAWING } from "../drawing";

const { faintest, score, std_in_world_m, std_in_image } = DRAWING.fading;

/** 0: it isn't given. */
export function byScore(value: number): number {
  return value > 0 ? fallen(value, score) : 0;
}

/** By the standard deviation of a joint on the axes [m]; what isn't given doesn't fade. */
export function byStdInWorld(std: ArrayLike<number>): number {
  const spread = rootMeanSquare(std);
  return Number.isNaN(spread) ? 1 : fallen(spread, std_in_world_m);
}

/** By the standard deviation of a joint in the picture [px]. */
export function byStdInImage(std: ArrayLike<number>, pictureHeight: number): number {
  return fallen(rootMeanSquare(std) / pictureHeight, std_in_image);
}

function fallen(value: number, fade: typeof score): number {
  const share = (value - fade.uncertain) / (fade.certain - fade.uncertain);
  return faintest + (1 - faintest) * Math.min(1, Math.max(0, share));
}

function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? Number.NaN) ** 2;
  return Math.sqrt(sum / values.length);
}
