// The first page: drop a video, and see every session.

import type { Actions } from "../actions";
import { cameraLink } from "../route";
import type { State } from "../state";
import { DropZone } from "./drop_zone";
import { SessionList } from "./session_list";
import { still } from "./still";

export function Home({ state, actions }: { state: State; actions: Actions }) {
  return (
    <div class="home">
      <h1>How was your lift?</h1>
      <StillDropZone actions={actions} />
      <p class="cameras">
        <button onClick={() => void actions.askPhone()}>Use a phone as camera</button>
        <a href={cameraLink()}>Film with this device</a>
      </p>
      <StillList list={state.list} error={state.listError} route={state.route} uploads={state.uploads} actions={actions} />
    </div>
  );
}

const StillDropZone = still(DropZone);
const StillList = still(SessionList);
