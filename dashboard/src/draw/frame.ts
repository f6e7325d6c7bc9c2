// One frame: its picture with the people and the bar of that same frame.

import type { LiveView } from "../state";
import { drawBar } from "./bar";
import { drawLifter, drawOther } from "./skeleton";

export function drawFrame(canvas: HTMLCanvasElement, { picture, poses2d, poses3d }: LiveView): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  if (canvas.width !== picture.width || canvas.height !== picture.height) {
    [canvas.width, canvas.height] = [picture.width, picture.height];
  }
  const { width, height, people, lifter, bar } = poses2d;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = 1;
  context.drawImage(picture, 0, 0);
  context.scale(picture.width / width, picture.height / height);
  for (const person of people) if (person.track !== lifter) drawOther(context, height, person);
  if (bar !== null) drawBar(context, height, bar);
  const found = people.find((person) => person.track === lifter);
  if (found) drawLifter(context, height, found, poses3d.body?.joints_std_in_world ?? null);
}
