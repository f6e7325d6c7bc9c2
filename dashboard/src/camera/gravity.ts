// Where gravity points in the camera's picture, from how the device is turned. Pure.

/** In the camera of the upright picture: x right, y down, z forward; a unit vector. */
export type Gravity = readonly [number, number, number];

const RADIANS = Math.PI / 180;

/**
 * `beta` and `gamma` as `deviceorientation` gives them, degrees: alike on every system, as an accelerometer's signs aren't.
 * `screen_deg` is `screen.orientation.angle`; `faces` is the side of the device that the camera is on.
 */
export function gravityOf(beta: number, gamma: number, screen_deg: number, faces: "user" | "environment"): Gravity {
  const [sinB, cosB] = [Math.sin(beta * RADIANS), Math.cos(beta * RADIANS)];
  const [sinG, cosG] = [Math.sin(gamma * RADIANS), Math.cos(gamma * RADIANS)];
  // The device's axes: x to the right of its screen, y to its top, z out of it.
  const [x, y, z] = [cosB * sinG, -sinB, -cosB * cosG];
  const [sinS, cosS] = [Math.sin(screen_deg * RADIANS), Math.cos(screen_deg * RADIANS)];
  const [right, up] = [x * cosS - y * sinS, x * sinS + y * cosS];
  return faces === "environment" ? [right, -up, -z] : [-right, -up, z];
}

/** How far the camera leans to its right, and how far it looks up; degrees. */
export function leanOf([x, y, z]: Gravity): { roll: number; up: number } {
  return { roll: Math.atan2(x, y) / RADIANS, up: Math.atan2(-z, Math.hypot(x, y)) / RADIANS };
}
