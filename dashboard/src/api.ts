// The gateway over REST. Every failure is an Error whose message is one sentence for the user.

import type { Beside } from "./route";
import type { People, PhoneView, RunRequest, Series, SessionDetail, SessionPage, SessionView, Times } from "./wire";

export function readSessions(before: string | null): Promise<SessionPage> {
  return asked("GET", `/sessions?limit=20${before === null ? "" : `&before=${encodeURIComponent(before)}`}`);
}

/** Every session that shows the same set, newest first, itself too. */
export function readViews(id: string): Promise<SessionPage> {
  return asked("GET", `/sessions?beside=${encodeURIComponent(id)}`);
}

export function readPhone(beside: Beside | null): Promise<PhoneView> {
  return asked("GET", `/phone${beside === null ? "" : `?${new URLSearchParams({ ...beside })}`}`);
}

export function readSession(id: string): Promise<SessionDetail> {
  return asked("GET", at(id));
}

export function readSeries(id: string, span?: { readonly from_s: number; readonly to_s: number }): Promise<Series> {
  const within = span === undefined ? "" : `&from_s=${span.from_s.toFixed(3)}&to_s=${span.to_s.toFixed(3)}`;
  return asked("GET", at(id, `series?points=2000${within}`));
}

export function readTimes(id: string): Promise<Times> {
  return asked("GET", at(id, "times"));
}

export function readPeople(id: string, frame: number): Promise<People> {
  return asked("GET", at(id, `people?frame=${frame}`));
}

export function cancelSession(id: string): Promise<SessionView> {
  return asked("POST", at(id, "cancel"));
}

export function runAgain(id: string, wanted: RunRequest): Promise<SessionView> {
  return asked("POST", at(id, "runs"), wanted);
}

export function deleteSession(id: string): Promise<unknown> {
  return asked("DELETE", at(id));
}

/** Where a video is: of the session as it was uploaded, or with everything drawn on it. */
export function videoAddress(id: string, source: "overlay" | "original", run: string | null): string {
  return source === "original" || run === null ? at(id, "original") : at(id, `overlay?run=${encodeURIComponent(run)}`);
}

/** What an answer says went wrong. */
export function sentence(status: number, body: string): string {
  try {
    const told: unknown = JSON.parse(body);
    if (typeof told === "object" && told !== null && "error" in told) return String(told.error);
  } catch {
    // Not from the gateway itself: the status has to do.
  }
  return `The server answered ${status}: try again, or look at what it printed.`;
}

export const UNREACHABLE = "The server can't be reached: is `perfectform serve` still running?";

function at(id: string, what = ""): string {
  return `/sessions/${encodeURIComponent(id)}${what && `/${what}`}`;
}

async function asked<T>(method: string, address: string, body?: unknown): Promise<T> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(address, { method, ...sent }).catch(() => {
    throw new Error(UNREACHABLE);
  });
  if (!answer.ok) throw new Error(sentence(answer.status, await answer.text()));
  return (await answer.json()) as T;
}
