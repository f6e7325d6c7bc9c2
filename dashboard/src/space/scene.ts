// The lifter in the world: bones and joints with their uncertainty, the bar, the floor, and where the camera looks from.

import { GridHelper, PerspectiveCamera, Scene as Space, WebGLRenderer, HemisphereLight, DirectionalLight, Vector3 } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import type { Poses3d } from "../contracts";
import { createBar } from "./bar";
import { createBody } from "./body";
import { cameraMark } from "./camera_mark";

export interface Scene {
  readonly show: (poses: Poses3d) => void;
  readonly destroy: () => void;
}

const FLOOR_M = 4;
const EYE_M = new Vector3(1.9, 1.5, 3.1);
const LOOKED_AT_M = new Vector3(0, 0.85, 0);
const TURN = Math.PI / 24;
const TURNS: Readonly<Record<string, readonly [around: number, up: number]>> = {
  ArrowLeft: [TURN, 0],
  ArrowRight: [-TURN, 0],
  ArrowUp: [0, TURN],
  ArrowDown: [0, -TURN],
};

/** Throws where the browser has no WebGL. */
export function createScene(place: HTMLElement): Scene {
  const renderer = new WebGLRenderer({ antialias: true, alpha: true });
  renderer.setPixelRatio(Math.min(2, devicePixelRatio));
  place.append(renderer.domElement);
  const space = new Space();
  const eye = new PerspectiveCamera(40, 1, 0.05, 40);
  eye.position.copy(EYE_M);
  const [body, bar] = [createBody(), createBar()];
  const light = new DirectionalLight(0xffffff, 1.6);
  light.position.set(2, 4, 3);
  space.add(new HemisphereLight(0xffffff, 0x30363f, 1.8), light, floor(), cameraMark(), body.group, bar.group);
  const draw = (): void => renderer.render(space, eye);
  const controls = new OrbitControls(eye, renderer.domElement);
  controls.target.copy(LOOKED_AT_M);
  controls.maxPolarAngle = Math.PI / 2;
  controls.minDistance = 1;
  controls.maxDistance = 12;
  controls.enablePan = false;
  controls.addEventListener("change", draw);
  controls.update();
  const turn = (event: KeyboardEvent): void => {
    const by = TURNS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    turned(eye, ...by);
    controls.update();
  };
  place.addEventListener("keydown", turn);
  const watching = fitted(place, renderer, eye, draw);
  return {
    show: (poses) => {
      body.show(poses.body);
      bar.show(poses.bar);
      draw();
    },
    destroy: () => {
      watching.disconnect();
      place.removeEventListener("keydown", turn);
      controls.dispose();
      for (const part of [body, bar]) part.dispose();
      renderer.dispose();
      renderer.domElement.remove();
    },
  };
}

function floor(): GridHelper {
  const grid = new GridHelper(FLOOR_M, 2 * FLOOR_M, 0x5a6572, 0x2f3741);
  grid.position.y = -0.001;
  return grid;
}

/** Around what is looked at, never below the floor or over the top. */
function turned(eye: PerspectiveCamera, around: number, up: number): void {
  const from = eye.position.clone().sub(LOOKED_AT_M);
  const distance = from.length();
  const height = Math.min(1.4, Math.max(0.02, Math.asin(from.y / distance) + up));
  const heading = Math.atan2(from.x, from.z) + around;
  const flat = distance * Math.cos(height);
  eye.position.set(flat * Math.sin(heading), distance * Math.sin(height), flat * Math.cos(heading)).add(LOOKED_AT_M);
}

function fitted(place: HTMLElement, renderer: WebGLRenderer, eye: PerspectiveCamera, draw: () => void): ResizeObserver {
  const observer = new ResizeObserver(() => {
    const [width, height] = [place.clientWidth, place.clientHeight];
    if (width === 0 || height === 0) return;
    eye.aspect = width / height;
    eye.updateProjectionMatrix();
    renderer.setSize(width, height);
    draw();
  });
  observer.observe(place);
  return observer;
}
