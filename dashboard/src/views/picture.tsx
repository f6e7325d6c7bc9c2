// The newest frame on a canvas, with the skeleton of that same frame.

import { useLayoutEffect, useRef } from "preact/hooks";
import { drawFrame } from "../draw/frame";
import type { LiveView } from "../state";

export function Picture({ view }: { view: LiveView }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current !== null) drawFrame(canvas.current, view);
  }, [view]);
  return (
    <canvas
      ref={canvas}
      width={view.picture.width}
      height={view.picture.height}
      role="img"
      aria-label="The lifter with skeleton"
      data-frame={view.frame}
    />
  );
}
