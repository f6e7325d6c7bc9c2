// What this page and the gateway say to each other over `/camera`: docs/camera.md.

import type { LiveError } from "../wire";
import type { Gravity } from "./gravity";

export interface FrameMessage {
  readonly type: "frame";
  readonly frame: number;
  /** Seconds since the epoch, by this device's clock */
  readonly captured_at: number;
  readonly jpeg: Uint8Array;
  readonly gravity: Gravity | null;
  readonly mirrored: boolean;
}

export type ToCameraSocket =
  | FrameMessage
  | { readonly type: "ping"; readonly at: number }
  | { readonly type: "stop" };

export interface Started {
  readonly type: "started";
  readonly session: string;
  readonly camera: string;
  readonly frame: number | null;
}

export interface FrameAck {
  readonly type: "ack";
  readonly frame: number;
  readonly late_s: number;
  readonly answered: number;
  readonly dropped: number;
  readonly lost: number;
}

export interface FrameRefused {
  readonly type: "refused";
  readonly frame: number;
  readonly name: string;
  readonly error: string;
}

export interface Ended {
  readonly type: "ended";
  readonly session: string;
  readonly frames: number;
}

export interface CameraError extends LiveError {
  readonly name: string;
}

export interface Pong {
  readonly type: "pong";
  readonly at: number;
}

export type FromCameraSocket = Started | Pong | FrameAck | FrameRefused | Ended | CameraError | LiveError;
