// What the models say of this phone's own frames, over the live websocket, without the pictures.

import { decode, encode } from "@msgpack/msgpack";
import type { FromGateway } from "../wire";

const AGAIN_MS = 1000;

/** Follow a session; the answer ends it. */
export function watchOwn(session: string, said: (message: FromGateway) => void): () => void {
  let over = false;
  let timer = 0;
  let socket: WebSocket;
  const connect = (): void => {
    const server = `${location.protocol.replace("http", "ws")}//${location.host}`;
    socket = new WebSocket(`${server}/live/${encodeURIComponent(session)}?pictures=no`);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      const message = decode(data) as FromGateway;
      if (message.type === "view") socket.send(encode({ type: "ack", frame: message.frame }));
      said(message);
    };
    socket.onclose = () => {
      if (!over) timer = setTimeout(connect, AGAIN_MS);
    };
  };
  connect();
  return () => {
    over = true;
    clearTimeout(timer);
    socket.close();
  };
}
