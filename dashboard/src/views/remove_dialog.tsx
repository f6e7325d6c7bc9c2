// Asks whether a session is really to be deleted.

import type { Actions } from "../actions";
import type { SessionView } from "../wire";
import { Modal } from "./modal";

export function RemoveDialog({ session, actions }: { session: SessionView; actions: Actions }) {
  const close = (): void => actions.dialog(null);
  return (
    <Modal title={`Delete ${session.name || session.session}?`} close={close}>
      <div class="asked">
        <p>The video and everything that was found in it go at once. This can't be undone.</p>
        <div class="answers">
          <button onClick={close}>Keep it</button>
          <button class="first danger" onClick={() => (close(), void actions.remove())}>
            Delete
          </button>
        </div>
      </div>
    </Modal>
  );
}
