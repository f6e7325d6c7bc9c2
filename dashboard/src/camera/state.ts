// What the page that films shows, and nothing else remembers.

import type { Hint } from "./coach";

export type Stage =
  /** The browser asks whether the page may film. */
  | "asking"
  /** There is no picture; `why` says so. */
  | "off"
  | "ready"
  /** The session is being made, or the connection is made again. */
  | "connecting"
  | "filming"
  /** All that was filmed is being answered. */
  | "ending"
  | "over";

export interface CameraState {
  readonly stage: Stage;
  /** Why the camera is off, or why the session is over where nobody ended it; "". */
  readonly why: string;
  readonly faces: "user" | "environment";
  /** Whether there is another camera to switch to. */
  readonly several: boolean;
  readonly hint: Hint | null;
  readonly session: string | null;
  readonly way: Way | null;
  readonly reps: number;
  readonly cue: string;
  /** Whether the screen stays on. */
  readonly awake: boolean;
}

/** How the frames get there. */
export interface Way {
  readonly fps: number;
  /** Pixels of the shorter side. */
  readonly side: number;
  readonly pictures: "JPEG" | "H.264";
  /** From the camera to the server, as far as that can be told: half of there and back, and the encoding. */
  readonly late_ms: number;
  readonly dropped: number;
}

export const FIRST: CameraState = {
  stage: "asking",
  why: "",
  faces: "environment",
  several: false,
  hint: null,
  session: null,
  way: null,
  reps: 0,
  cue: "",
  awake: false,
};

export type Tell = (news: Partial<CameraState>) => void;
