// The lifter in metres, to be turned. This brings three.js, so it is loaded when it is first looked at.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Poses3d } from "../contracts";
import { createScene, type Scene } from "../space/scene";

export function Space({ poses }: { poses: Poses3d }) {
  const place = useRef<HTMLDivElement>(null);
  const [scene, setScene] = useState<Scene | null>(null);
  const [error, setError] = useState("");
  useLayoutEffect(() => {
    try {
      const made = createScene(place.current!);
      setScene(made);
      return made.destroy;
    } catch {
      setError("This browser can't draw in 3D: WebGL is switched off.");
      return undefined;
    }
  }, []);
  useLayoutEffect(() => scene?.show(poses), [scene, poses]);
  return (
    <div class="space" ref={place} tabIndex={0} role="img" data-scrolls aria-label="The lifter in 3D; the arrow keys turn it">
      {error !== "" && <p class="waiting">{error}</p>}
    </div>
  );
}
