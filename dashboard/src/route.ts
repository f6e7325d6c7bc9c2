// Where the page is: kept in the address after `#`, so that the gateway has one page to serve and back works.

/** A session that a camera films too, and what that camera is called there. */
export interface Beside {
  readonly session: string;
  readonly camera: string;
}

export type Route =
  /** The newest live set on a screen in the room. */
  | { readonly page: "tv" }
  | { readonly page: "home"; readonly before: string | null }
  | { readonly page: "session"; readonly id: string; readonly frame: number | null }
  /** Films a session of its own, or one that another camera films too. */
  | { readonly page: "camera"; readonly session: string | null; readonly camera: string };

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  if (path === "/tv") return { page: "tv" };
  const asked = new URLSearchParams(query);
  if (path === "/camera") return { page: "camera", session: asked.get("session"), camera: asked.get("camera") ?? "" };
  const id = decoded(/^\/sessions\/([^/]+)$/.exec(path)?.[1] ?? "");
  if (id === "") return { page: "home", before: asked.get("before") };
  return { page: "session", id, frame: wholeNumber(asked.get("frame")) };
}

/** Which place a route leads to: another frame of the same session is no other place. */
export function placeOf(route: Route): string {
  return route.page === "session" ? route.id : JSON.stringify(route);
}

export function homeLink(before: string | null = null): string {
  return before === null ? "#/" : `#/?before=${encodeURIComponent(before)}`;
}

/** `beside` is the session to film too, and what the camera is called there. */
export function cameraLink(beside?: Beside): string {
  return beside === undefined ? "#/camera" : `#/camera?${new URLSearchParams({ ...beside })}`;
}

export function sessionLink(id: string, frame?: number): string {
  return `#/sessions/${encodeURIComponent(id)}${frame === undefined ? "" : `?frame=${frame}`}`;
}

export function tvLink(): string {
  return "#/tv";
}

/** "" where it is no part of an address, such as `%zz`. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
