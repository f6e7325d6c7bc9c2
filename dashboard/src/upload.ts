// Sends files to the gateway, one after the other, as they are. XMLHttpRequest, as fetch can't tell how far it is.

import { sentence, UNREACHABLE } from "./api";
import type { LiftChoice } from "./contracts";
import type { Upload } from "./state";
import type { Store } from "./store";
import type { SessionView } from "./wire";

/** What is known of the sets in the files. */
export interface About {
  readonly lift: LiftChoice;
  readonly height_m: number | null;
  readonly load_kg: number | null;
}

const LONGEST_NAME = 200;

let uploads = 0;
let last: Promise<unknown> = Promise.resolve();

/** `accepted` hears of each session that a file became. */
export function uploadAll(
  store: Store,
  files: readonly File[],
  about: About,
  accepted: (session: SessionView) => void,
): void {
  for (const file of files) {
    const upload: Upload = { id: ++uploads, name: file.name, sent: 0, state: "waiting", error: "" };
    store.change({ type: "upload", upload });
    last = last.then(() => uploadOne(store, file, about, upload).then((session) => session && accepted(session)));
  }
}

async function uploadOne(store: Store, file: File, about: About, upload: Upload): Promise<SessionView | undefined> {
  const tell = (news: Partial<Upload>): void => store.change({ type: "upload", upload: { ...upload, ...news } });
  tell({ state: "sending" });
  try {
    const session = await send(file, about, (sent) => tell({ state: "sending", sent }));
    store.change({ type: "upload_accepted", upload: upload.id, session });
    return session;
  } catch (error) {
    tell({ state: "refused", error: (error as Error).message });
    return undefined;
  }
}

function send(file: File, about: About, progress: (sent: number) => void): Promise<SessionView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/sessions?${query(file.name, about)}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as SessionView);
      else reject(new Error(sentence(request.status, request.responseText)));
    };
    request.onerror = () => reject(new Error(UNREACHABLE));
    request.send(file);
  });
}

function query(name: string, about: About): URLSearchParams {
  const asked = new URLSearchParams({ name: name.slice(-LONGEST_NAME), lift: about.lift });
  if (about.height_m !== null) asked.set("height_m", String(about.height_m));
  if (about.load_kg !== null) asked.set("load_kg", String(about.load_kg));
  return asked;
}
