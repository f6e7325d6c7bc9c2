// Follows what the route names: reads the list while it is shown, follows a session while it is under way.

import type { Actions } from "./actions";
import { follow } from "./live";
import { isUnderWay } from "./state";
import type { Store } from "./store";

const LIST_EVERY_MS = 1500;
const QUEUE_EVERY_MS = 2000;
const VIEWS_EVERY_MS = 3000;

export function watch(store: Store, actions: Actions): void {
  addEventListener("hashchange", () => {
    actions.routed();
    enter(store, actions);
  });
  enter(store, actions);
}

let leave: () => void = () => undefined;
let entered: string | null = null;

/** Another frame of the same session is no other place. */
function enter(store: Store, actions: Actions): void {
  const { opened, route } = store.state();
  const place = route.page === "session" ? route.id : JSON.stringify(route);
  if (place === entered) return;
  entered = place;
  leave();
  if (route.page === "tv") leave = keepTuned(store, actions);
  else leave = opened === null ? keepListed(actions) : keepOpened(store, actions, opened.id);
}

/** Follows the newest running session, and the next one when that begins. */
function keepTuned(store: Store, actions: Actions): () => void {
  let [followed, stop, over]: [string | null, () => void, boolean] = [null, () => undefined, false];
  const tune = async (): Promise<void> => {
    const newest = await actions.tune(followed);
    if (over || newest === null || newest === followed) return;
    stop();
    [followed, stop] = [newest, keepOpened(store, actions, newest)];
  };
  void tune();
  const timer = setInterval(() => void tune(), LIST_EVERY_MS);
  return () => {
    over = true;
    clearInterval(timer);
    stop();
  };
}

function keepListed(actions: Actions): () => void {
  const read = (): void => {
    if (document.visibilityState === "visible") void actions.readList();
  };
  void actions.readList();
  const timer = setInterval(read, LIST_EVERY_MS);
  return () => clearInterval(timer);
}

/** Asks once how far the session is, then listens while it is under way, and reads what was found once it is done. */
function keepOpened(store: Store, actions: Actions, id: string): () => void {
  let stop: (() => void) | null = null;
  let asking = false;
  const look = (): void => {
    const { opened } = store.state();
    if (opened?.id !== id || asking) return;
    const underWay = opened.session !== null && isUnderWay(opened.session);
    if (underWay && stop === null) stop = follow(store, id);
    if (!underWay && stop !== null) {
      stop();
      stop = null;
    }
    const waits = opened.session?.place != null;
    if ((!underWay && opened.detail === null && opened.error === null) || waits) ask(waits ? QUEUE_EVERY_MS : 0);
  };
  const ask = (pause_ms: number): void => {
    asking = true;
    void actions.readSession(id).then(() => setTimeout(() => ((asking = false), look()), pause_ms));
  };
  const timer = setInterval(look, 200);
  look();
  const stopViews = keepViews(store, actions, id);
  return () => {
    clearInterval(timer);
    stopViews();
    stop?.();
  };
}

/** Asks again and again which other cameras film the set, while it is under way. */
function keepViews(store: Store, actions: Actions, id: string): () => void {
  const read = (): void => {
    const { opened } = store.state();
    const underWay = opened?.session != null && isUnderWay(opened.session);
    if (underWay && document.visibilityState === "visible") void actions.readViews(id);
  };
  const timer = setInterval(read, VIEWS_EVERY_MS);
  return () => clearInterval(timer);
}
