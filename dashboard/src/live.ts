// The live websocket of one session: asks for every event it has not seen, also after a break.

import { decode, encode } from "@msgpack/msgpack";
import type { Store } from "./store";
import type { FrameView, FromGateway, ToGateway } from "./wire";

const SHORTEST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
/** Close codes that trying again can't mend: garbage, not allowed, no such session. */
const FINAL_CODES = [4400, 4403, 4404];

/** Follow a session; the answer ends it. */
export function follow(store: Store, id: string): () => void {
  let socket: WebSocket | null = null;
  let over = false;
  let wait_ms = SHORTEST_WAIT_MS;
  let timer = 0;
  const connect = (): void => {
    socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/live/${encodeURIComponent(id)}`);
    socket.binaryType = "arraybuffer";
    const say = speakerOf(socket);
    let shown: Promise<void> = Promise.resolve();
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      const message = decode(data) as FromGateway;
      if (message.type === "view") shown = shown.then(() => show(store, id, message, say));
      else hear(store, id, message);
      if (message.type !== "hello") return;
      wait_ms = SHORTEST_WAIT_MS; // a gateway that turns pages away opens the socket too
      say({ type: "resume", after: store.state().opened?.live.sequence ?? 0 });
    };
    socket.onclose = ({ code }) => {
      if (over) return;
      store.change({ type: "disconnected", id });
      if (FINAL_CODES.includes(code)) return;
      timer = setTimeout(connect, wait_ms);
      wait_ms = Math.min(2 * wait_ms, LONGEST_WAIT_MS);
    };
  };
  connect();
  return () => {
    over = true;
    clearTimeout(timer);
    socket?.close();
  };
}

function speakerOf(socket: WebSocket): (message: ToGateway) => void {
  return (message) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(encode(message));
  };
}

function hear(store: Store, id: string, message: Exclude<FromGateway, FrameView>): void {
  if (message.type === "hello") store.change({ type: "hello", id, hello: message });
  else if (message.type === "event") store.change({ type: "event", id, event: message });
  else store.change({ type: "failed", id, error: message.error });
}

/** Shows one frame; it is acknowledged once it was drawn, so a page that nobody sees asks for no more. */
async function show(store: Store, id: string, message: FrameView, say: (message: ToGateway) => void): Promise<void> {
  const { jpeg, ...rest } = message;
  const picture = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" })).catch(() => null);
  if (picture === null) return say({ type: "ack", frame: message.frame });
  const { opened } = store.state();
  if (opened?.id !== id) return picture.close();
  const before = opened.live.view?.picture;
  store.change({ type: "view", id, view: { ...rest, picture } });
  requestAnimationFrame(() => {
    before?.close();
    say({ type: "ack", frame: message.frame });
  });
}
