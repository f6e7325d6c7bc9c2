// A straight rod between two points.

import { CylinderGeometry, Mesh, MeshStandardMaterial, Vector3 } from "three";

const UP = new Vector3(0, 1, 0);

export type Rod = Mesh<CylinderGeometry, MeshStandardMaterial>;

export function rod(radius_m: number, color: string): Rod {
  const material = new MeshStandardMaterial({ color, transparent: true, roughness: 0.55 });
  return new Mesh(new CylinderGeometry(radius_m, radius_m, 1, 12), material);
}

export function stretch(mesh: Rod, start: Vector3, end: Vector3, opacity: number): void {
  const along = end.clone().sub(start);
  const length = along.length();
  mesh.visible = opacity > 0 && length > 0;
  if (!mesh.visible) return;
  mesh.position.copy(start).add(end).multiplyScalar(0.5);
  mesh.quaternion.setFromUnitVectors(UP, along.normalize());
  mesh.scale.set(1, length, 1);
  mesh.material.opacity = opacity;
}
