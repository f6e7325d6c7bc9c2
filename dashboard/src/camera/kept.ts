// What this tab was filming, so that it goes on after the browser has thrown the page away behind a lock screen.

import type { About } from "../upload";

const KEY = "perfectform.filming";

export interface Kept {
  /** This phone's own key. */
  readonly phone: string;
  readonly session: string;
  readonly about: About;
}

export function keep(filming: Kept | null): void {
  if (filming === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(filming));
}

export function kept(): Kept | null {
  const found = sessionStorage.getItem(KEY);
  return found === null ? null : (JSON.parse(found) as Kept);
}

export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
