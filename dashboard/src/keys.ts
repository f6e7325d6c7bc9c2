// The keys of the session page: space plays, arrows go from frame to frame, with shift ten at a
// time, Home and End to the first and the last.

import type { Actions } from "./actions";
import type { Store } from "./store";

export function listenToKeys(store: Store, actions: Actions): void {
  addEventListener("keydown", (event) => {
    const { opened } = store.state();
    if (opened?.detail == null || opened.dialog !== null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && opened.people !== null) return void actions.pickLifter(false);
    if (needsKeys(event)) return;
    if (event.key === " ") actions.play(!opened.player.playing);
    else if (event.key === "ArrowLeft") actions.step(event.shiftKey ? -10 : -1);
    else if (event.key === "ArrowRight") actions.step(event.shiftKey ? 10 : 1);
    else if (event.key === "Home") actions.seek(0);
    else if (event.key === "End") actions.seek(Number.MAX_SAFE_INTEGER);
    else return;
    event.preventDefault();
  });
}

/** Whether the focused element does something with the key itself. */
function needsKeys({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches("select, textarea, input:not([type=range])")) return true;
  if (key === " ") return target.matches("button, summary, a");
  return key.startsWith("Arrow") ? target.matches("[data-scrolls]") : false;
}
