// A link to a frame of the session that is open.

import type { ComponentChildren } from "preact";
import { sessionLink } from "../route";

export function FrameLink(props: { id: string; frame: number; children: ComponentChildren }) {
  return (
    <a href={sessionLink(props.id, props.frame)} onClick={go}>
      {props.children}
    </a>
  );
}

/** Leads there also when the address is the page's own already. */
function go(event: MouseEvent): void {
  if (!(event.currentTarget instanceof HTMLAnchorElement)) return;
  document.querySelector(".stage")?.scrollIntoView({ block: "start" });
  if (event.currentTarget.hash === location.hash) dispatchEvent(new HashChangeEvent("hashchange"));
}
