// A page whose code comes once it is opened.

import { h, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return function Later(props: P) {
    const [View, setView] = useState<ComponentType<P> | null>(null);
    useEffect(() => void load().then((loaded) => setView(() => loaded)), []);
    return View === null ? <div class="page blank" aria-busy="true" /> : h(View, props);
  };
}
