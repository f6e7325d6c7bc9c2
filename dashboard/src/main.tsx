// The dashboard: one state, drawn anew at most once per animation frame.

import { render } from "preact";
import { createActions } from "./actions";
import { DRAWING } from "./drawing";
import { listenToKeys } from "./keys";
import { parseRoute } from "./route";
import { initial } from "./state";
import { createStore } from "./store";
import "./style/index.css";
import { titleOf } from "./title";
import { hideToken } from "./token";
import { App } from "./views/app";
import { watch } from "./watch";

for (const side of ["left", "right", "middle"] as const) {
  document.documentElement.style.setProperty(`--side-${side}`, DRAWING.colours[side]);
}

hideToken();
const root = document.getElementById("app")!;
const store = createStore(initial(parseRoute(location.hash)), (state) => {
  document.title = titleOf(state);
  render(<App state={state} actions={actions} />, root);
});
const actions = createActions(store);
listenToKeys(store, actions);
watch(store, actions);
