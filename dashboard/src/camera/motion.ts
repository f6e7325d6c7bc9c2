// How the device is turned, as its sensor says; where the browser asks first, it is asked by a tap.

import { gravityOf, type Gravity } from "./gravity";

type Asks = typeof DeviceOrientationEvent & { requestPermission?: () => Promise<string> };

/** Safari on iOS lets a page know only after a question that a tap leads to. */
export async function askForMotion(): Promise<void> {
  const asks = (globalThis.DeviceOrientationEvent as Asks | undefined)?.requestPermission;
  await asks?.().catch(() => "denied");
}

/** Listens; the answer gives the newest gravity (null: nothing was measured), and one that ends it. */
export function followMotion(faces: () => "user" | "environment"): { now: () => Gravity | null; end: () => void } {
  let newest: Gravity | null = null;
  const hear = ({ beta, gamma }: DeviceOrientationEvent): void => {
    newest = beta === null || gamma === null ? null : gravityOf(beta, gamma, screen.orientation?.angle ?? 0, faces());
  };
  addEventListener("deviceorientation", hear);
  return { now: () => newest, end: () => removeEventListener("deviceorientation", hear) };
}
