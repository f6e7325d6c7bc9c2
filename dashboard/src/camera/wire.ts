// What this page and the gateway say to each other over `/camera`: docs/camera.md.

import type { LiveError } from "../wire";
import type { Gravity } from "./gravity";

interface Shot {
  readonly frame: number;
  /** Seconds since the epoch, by this device's clock */
  readonly captured_at: number;
  readonly gravity: Gravity | null;
  readonly mirrored: boolean;
}

/** A picture by itself. */
export interface FrameMessage extends Shot {
  readonly type: "frame";
  readonly jpeg: Uint8Array;
}

/** A picture of a video. */
export interface ChunkMessage extends Shot {
  readonly type: "chunk";
  /** An access unit in Annex B */
  readonly h264: Uint8Array;
  /** The frame that it leans on; null: none, it is a key frame */
  readonly after: number | null;
}

export type ToCameraSocket =
  | FrameMessage
  | ChunkMessage
  | { readonly type: "ping"; readonly at: number }
  | { readonly type: "stop" };

export interface Started {
  readonly type: "started";
  readonly session: string;
  readonly camera: string;
  readonly frame: number | null;
  /** How pictures may be encoded; an older gateway doesn't say, and takes JPEGs */
  readonly pictures?: readonly string[];
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
