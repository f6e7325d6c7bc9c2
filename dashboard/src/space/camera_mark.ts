// An arrow on the floor towards the camera: which way it looks from is known (z), how far away it is not.

import { ArrowHelper, Vector3 } from "three";

const FROM_M = 0.75;
const LENGTH_M = 0.6;

export function cameraMark(): ArrowHelper {
  return new ArrowHelper(new Vector3(0, 0, 1), new Vector3(0, 0.002, FROM_M), LENGTH_M, 0x7cc4ff, 0.18, 0.12);
}
