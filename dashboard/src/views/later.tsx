// A part of the page whose code comes once it is needed.

import { h, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

const NOT_LOADED = "This can't be loaded: the server is away, or its page has changed. Load the page anew.";

/** `place`: the class of what stands there until the code has come, or says why it didn't. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, place: string): ComponentType<P> {
  return function Later(props: P) {
    const [View, setView] = useState<ComponentType<P> | null>(null);
    const [failed, setFailed] = useState(false);
    useEffect(() => void load().then((loaded) => setView(() => loaded), () => setFailed(true)), []);
    if (View !== null) return h(View, props);
    return (
      <div class={place} aria-busy={!failed}>
        {failed && (
          <p class="failure" role="alert">
            {NOT_LOADED}
          </p>
        )}
      </div>
    );
  };
}
