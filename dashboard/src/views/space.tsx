// The lifter in metres, to be turned: three.js is loaded when this is first looked at.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Poses3d } from "../contracts";
import type { Scene } from "../space/scene";

export function Space({ poses }: { poses: Poses3d }) {
  const place = useRef<HTMLDivElement>(null);
  const [scene, setScene] = useState<Scene | null>(null);
  const [error, setError] = useState("");
  useLayoutEffect(() => {
    let made: Scene | null = null;
    let gone = false;
    import("../space/scene")
      .then(({ createScene }) => {
        if (gone || place.current === null) return;
        made = createScene(place.current);
        setScene(made);
      })
      .catch(() => setError("This browser can't draw in 3D: WebGL is switched off, or the page has changed; load it anew."));
    return () => {
      gone = true;
      made?.destroy();
    };
  }, []);
  useLayoutEffect(() => scene?.show(poses), [scene, poses]);
  return (
    <div class="space" ref={place} tabIndex={0} role="img" data-scrolls aria-label="The lifter in 3D; the arrow keys turn it">
      {error !== "" && <p class="waiting">{error}</p>}
    </div>
  );
}
