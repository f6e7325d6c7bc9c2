// What is being sent, how far it is, and what was refused and why: rows on top of the list.

import type { Actions } from "../actions";
import type { Upload } from "../state";

export function UploadRow({ upload, actions }: { upload: Upload; actions: Actions }) {
  const { id, name, state, sent, error } = upload;
  return (
    <li class="row session">
      <span class="name">{name}</span>
      {state === "refused" ? <span class="reason facts">{error}</span> : <span class="quiet facts">Is being sent</span>}
      {state === "refused" ? (
        <button class="plain dismiss" onClick={() => actions.dismissUpload(id)} aria-label={`Dismiss ${name}`}>
          Dismiss
        </button>
      ) : (
        <span class="state uploaded">{state === "waiting" ? "Waits" : `Sent ${Math.floor(sent * 100)} %`}</span>
      )}
      {state === "sending" && <progress max="1" value={sent} aria-label={`${name}, sent`} />}
    </li>
  );
}
