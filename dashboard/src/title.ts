// What the browser calls the page: its tab, its history, and what is read out when it is opened.

import type { State } from "./state";
import { nameOf } from "./words";

export function titleOf(state: State): string {
  const here = placeIn(state);
  return `${here && `${here} · `}Perfect Form`;
}

function placeIn({ route, opened }: State): string {
  if (route.page === "session") return opened?.session ? nameOf(opened.session) : "Session";
  return { home: "", tv: "Live", camera: "Camera" }[route.page];
}
