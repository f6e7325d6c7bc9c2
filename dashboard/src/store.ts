// Keeps the state, and has it drawn at most once per animation frame.

import { apply } from "./apply";
import type { Change } from "./messages";
import type { State } from "./state";

export interface Store {
  readonly state: () => State;
  readonly change: (change: Change) => void;
}

export function createStore(first: State, draw: (state: State) => void): Store {
  let state = first;
  let asked = false;
  const redraw = (): void => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw(state);
    });
  };
  redraw();
  return {
    state: () => state,
    change: (change) => {
      state = apply(state, change);
      redraw();
    },
  };
}
