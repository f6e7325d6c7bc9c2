// The skeleton in metres: bones and joints as sure as they look, and around each joint how far it may be off.

import { Group, Mesh, MeshStandardMaterial, SphereGeometry, Vector3 } from "three";
import { floats } from "../arrays";
import { BONES, JOINTS, type Body, type Joint } from "../contracts";
import { byScore, byStdInWorld } from "../draw/opacity";
import { colourOf } from "../draw/sides";
import { rod, stretch } from "./rod";

const BONE_M = 0.016;
const JOINT_M = 0.026;
/** Around a joint that lies within it in 95 of 100 cases, axis by axis. */
const SPREADS = 2;
/** A cloud larger than this says "anywhere", and would hide the rest. */
const LARGEST_M = 0.35;
const CLOUD_OPACITY = 0.13;
const DRAWN = [...new Set(BONES.flat())];

export interface Part<T> {
  readonly group: Group;
  readonly show: (what: T | null) => void;
  readonly dispose: () => void;
}

export function createBody(): Part<Body> {
  const group = new Group();
  const sphere = new SphereGeometry(1, 20, 14);
  const bones = BONES.map(([start, end]) => ({ start: at(start), end: at(end), mesh: rod(BONE_M, colourOf(start, end)) }));
  const joints = DRAWN.map((joint) => ({
    index: at(joint),
    dot: new Mesh(sphere, material(colourOf(joint), 1)),
    cloud: new Mesh(sphere, material(colourOf(joint), CLOUD_OPACITY)),
  }));
  group.add(...bones.map(({ mesh }) => mesh), ...joints.flatMap(({ dot, cloud }) => [dot, cloud]));
  return {
    group,
    show: (body) => {
      group.visible = body !== null;
      if (body === null) return;
      const [points, std, seen] = read(body);
      for (const { start, end, mesh } of bones) {
        stretch(mesh, points[start]!, points[end]!, Math.min(seen[start]!, seen[end]!));
      }
      for (const { index, dot, cloud } of joints) {
        dot.visible = cloud.visible = seen[index]! > 0;
        dot.position.copy(points[index]!);
        dot.scale.setScalar(JOINT_M);
        dot.material.opacity = seen[index]!;
        cloud.position.copy(points[index]!);
        cloud.scale.set(...std[index]!);
      }
    },
    dispose: () => {
      sphere.dispose();
      for (const { mesh } of bones) [mesh.geometry, mesh.material].forEach((part) => part.dispose());
      for (const { dot, cloud } of joints) [dot.material, cloud.material].forEach((part) => part.dispose());
    },
  };
}

/** Where each joint is, how far it may be off on each axis [m], and how opaque it is. */
function read(body: Body): [Vector3[], [number, number, number][], number[]] {
  const [at, std, scores] = [floats(body.joints_in_world), floats(body.joints_std_in_world), floats(body.joint_scores)];
  const points = JOINTS.map((_, joint) => new Vector3(at[3 * joint], at[3 * joint + 1], at[3 * joint + 2]));
  const spreads = JOINTS.map((_, joint): [number, number, number] => {
    const [x = 0, y = 0, z = 0] = std.subarray(3 * joint, 3 * joint + 3);
    return [cloud(x), cloud(y), cloud(z)];
  });
  const seen = JOINTS.map((_, joint) => {
    if (![...points[joint]!].every(Number.isFinite)) return 0;
    return Math.min(byScore(scores[joint]!), byStdInWorld(std.subarray(3 * joint, 3 * joint + 3)));
  });
  return [points, spreads, seen];
}

function cloud(std_m: number): number {
  return Math.min(LARGEST_M, Math.max(JOINT_M, Number.isFinite(std_m) ? SPREADS * std_m : LARGEST_M));
}

function material(color: string, opacity: number): MeshStandardMaterial {
  return new MeshStandardMaterial({ color, opacity, transparent: true, depthWrite: opacity === 1, roughness: 0.55 });
}

function at(joint: Joint): number {
  return JOINTS.indexOf(joint);
}
