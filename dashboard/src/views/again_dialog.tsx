// Asks for what the set is worked on again with.

import type { TargetedSubmitEvent } from "preact";
import type { Actions } from "../actions";
import type { LiftChoice } from "../contracts";
import type { SessionView } from "../wire";
import { Modal } from "./modal";
import { LiftField } from "./set_fields";

export function AgainDialog({ session, actions }: { session: SessionView; actions: Actions }) {
  const close = (): void => actions.dialog(null);
  const send = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const told = new FormData(event.currentTarget);
    const height_cm = told.get("height_cm");
    const height = height_cm ? { height_m: Number(height_cm) / 100 } : {};
    close();
    void actions.runAgain({ lift: told.get("lift") as LiftChoice, ...height });
  };
  const height_cm = session.height_m === null ? "" : String(Math.round(session.height_m * 100));
  return (
    <Modal title="Run again" close={close}>
      <form class="asked" onSubmit={send}>
        <p>The video is worked on anew; what was found before is kept beside it.</p>
        <LiftField chosen={session.lift} />
        <label>
          Height, cm
          <input name="height_cm" type="number" min="100" max="250" step="1" inputMode="numeric" defaultValue={height_cm} />
        </label>
        <div class="answers">
          <button type="button" onClick={close}>
            Keep it as it is
          </button>
          <button class="first">Run again</button>
        </div>
      </form>
    </Modal>
  );
}
