// The bar in metres, where one is known.

import { Group, Vector3 } from "three";
import { floats } from "../arrays";
import type { BarInWorld } from "../contracts";
import { byStdInWorld } from "../draw/opacity";
import { DRAWING } from "../drawing";
import type { Part } from "./body";
import { rod, stretch } from "./rod";

const SHAFT_M = 0.014;

export function createBar(): Part<BarInWorld> {
  const group = new Group();
  const shaft = rod(SHAFT_M, DRAWING.colours.bar);
  group.add(shaft);
  return {
    group,
    show: (bar) => {
      group.visible = bar !== null;
      if (bar === null) return;
      const ends = floats(bar.ends_in_world);
      stretch(shaft, new Vector3(...ends.subarray(0, 3)), new Vector3(...ends.subarray(3, 6)), byStdInWorld(floats(bar.ends_std_in_world)));
    },
    dispose: () => [shaft.geometry, shaft.material].forEach((part) => part.dispose()),
  };
}
