// Says when no more pictures come from a camera.

import { useEffect, useState } from "preact/hooks";

const PATIENCE_MS = 3000;

/** `frame`: the newest that came. */
export function SourceGone({ frame }: { frame: number }) {
  const [silent_s, setSilent] = useState(0);
  useEffect(() => {
    const since = performance.now();
    setSilent(0);
    const timer = setInterval(() => {
      const silent_ms = performance.now() - since;
      if (silent_ms >= PATIENCE_MS) setSilent(Math.round(silent_ms / 1000));
    }, 1000);
    return () => clearInterval(timer);
  }, [frame]);
  if (silent_s === 0) return null;
  return (
    <p class="gone">
      <span role="status">No picture comes: is the camera still on?</span> {/* the seconds aren't read out, one by one */}
      <span class="number">{`${silent_s} s`}</span>
    </p>
  );
}
