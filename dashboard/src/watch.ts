// Follows what the route names: reads the list while it is shown, follows a session while it is under way.

import type { Actions } from "./actions";
import { follow } from "./live";
import { placeOf } from "./route";
import { isUnderWay, type Opened } from "./state";
import type { Store } from "./store";

const LIST_EVERY_MS = 1500;
const QUEUE_EVERY_MS = 2000;
const VIEWS_EVERY_MS = 3000;
const TRY_AGAIN_AFTER_MS = 3000;

export function watch(store: Store, actions: Actions): void {
  addEventListener("hashchange", () => {
    actions.routed();
    enter(store, actions);
  });
  enter(store, actions);
}

let leave: () => void = () => undefined;
let entered: string | null = null;

function enter(store: Store, actions: Actions): void {
  const { opened, route } = store.state();
  const place = placeOf(route);
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
  let gone = false;
  const look = (): void => {
    const { opened } = store.state();
    if (gone || opened?.id !== id) return;
    const underWay = opened.session !== null && isUnderWay(opened.session);
    if (underWay && stop === null) stop = follow(store, id);
    if (!underWay && stop !== null) {
      stop();
      stop = null;
    }
    if (!asking && isToBeRead(opened)) ask();
  };
  const ask = (): void => {
    asking = true;
    void actions.readSession(id).then(() => setTimeout(() => ((asking = false), look()), pause_ms(store.state().opened)));
  };
  const timer = setInterval(look, 200);
  look();
  const stopViews = keepViews(store, actions, id);
  return () => {
    gone = true;
    clearInterval(timer);
    stopViews();
    stop?.();
  };
}

/** What waits says its place, what is under way says all else by itself, and what is over is read until all of it is there. */
function isToBeRead({ session, detail, times, error }: Opened): boolean {
  if (session !== null && isUnderWay(session)) return session.place !== null;
  return error !== null || detail === null || (detail.run !== null && times === null);
}

function pause_ms(opened: Opened | null): number {
  if (opened !== null && opened.error !== null) return TRY_AGAIN_AFTER_MS;
  return opened?.session?.place == null ? 0 : QUEUE_EVERY_MS;
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
