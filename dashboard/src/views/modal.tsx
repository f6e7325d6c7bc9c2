// A question that has to be answered first; Escape says no.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export function Modal(props: { title: string; close: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close(); // gives the focus back, which going away does not
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="question" onClose={props.close}>
      <h2 id="question">{props.title}</h2>
      {props.children}
    </dialog>
  );
}
