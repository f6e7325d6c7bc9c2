// The websocket over which frames go: connects again after a break, and goes on with the same session.

import { decode, encode } from "@msgpack/msgpack";
import type { About } from "../upload";
import type { FromCameraSocket, Started, ToCameraSocket } from "./wire";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2000;
/** A connection that says nothing for so long while frames are on their way is dead. */
const SILENT_MS = 4000;

export interface Heard {
  readonly started: (started: Started) => void;
  readonly said: (message: FromCameraSocket) => void;
  readonly broke: () => void;
  /** It won't be tried again. */
  readonly over: (why: string) => void;
}

export interface Link {
  /** Whether frames may be sent. */
  readonly open: () => boolean;
  /** Whether the browser still holds some of what was sent. */
  readonly holds: () => boolean;
  readonly send: (message: ToCameraSocket) => void;
  /** Connects at once rather than after a pause. */
  readonly hurry: () => void;
  readonly close: () => void;
}

/** `session` is one to go on with; null: a new one. */
export function connect(phone: string, camera: string, about: About, session: string | null, heard: Heard): Link {
  let socket: WebSocket;
  let started = false;
  let stopped = false;
  let over = false;
  let wait_ms = FIRST_WAIT_MS;
  let timer = 0;
  let silence = 0;
  const end = (why: string): void => {
    over = true;
    heard.over(why);
  };
  const listen = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => socket.close(), SILENT_MS);
  };
  const say = (message: ToCameraSocket): void => {
    stopped ||= message.type === "stop";
    socket.send(encode(message));
    listen();
  };
  const hear = ({ data }: MessageEvent<ArrayBuffer>): void => {
    clearTimeout(silence);
    const message = decode(data) as FromCameraSocket;
    if (message.type === "started") {
      [session, started, wait_ms] = [message.session, true, FIRST_WAIT_MS];
      if (stopped) say({ type: "stop" }); // the connection broke before the gateway heard, or before it was done
      else heard.started(message);
    } else if (message.type === "error") {
      if (!("name" in message)) end(EXPIRED);
      else if (message.name !== "away") end(stopped && message.name === "session_over" ? "" : message.error);
    }
    if (message.type === "ended") end("");
    heard.said(message);
  };
  const open = (): void => {
    clearTimeout(timer);
    socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/camera`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(encode({ type: "start", phone, camera, session, told: toldOf(about) }));
    socket.onmessage = hear;
    const mine = socket;
    socket.onclose = () => {
      if (mine !== socket || over) return;
      clearTimeout(silence);
      started = false;
      heard.broke();
      timer = setTimeout(open, wait_ms);
      wait_ms = Math.min(2 * wait_ms, LONGEST_WAIT_MS);
    };
  };
  open();
  return {
    open: () => started && socket.readyState === WebSocket.OPEN,
    holds: () => socket.bufferedAmount > 0,
    send: say,
    hurry: () => {
      if (!over && socket.readyState === WebSocket.CLOSED) open();
    },
    close: () => {
      over = true;
      clearTimeout(timer);
      clearTimeout(silence);
      socket.close();
    },
  };
}

const EXPIRED = "The server was started anew, so this page isn't let in any longer: scan the new code.";

function toldOf({ lift, height_m, load_kg }: About): Record<string, unknown> {
  return { name: "Phone", lift, height_m, load_kg };
}
