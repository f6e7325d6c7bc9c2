// The frame around every page: its name on top, what it says in passing below.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Actions } from "../actions";
import { homeLink, placeOf } from "../route";
import type { Notice, State } from "../state";
import { Home } from "./home";
import { later } from "./later";
import { PhoneDialog } from "./phone_dialog";
import { SessionPage } from "./session_page";
import { Tv } from "./tv";

export function App({ state, actions }: { state: State; actions: Actions }) {
  useFocus(placeOf(state.route));
  if (state.route.page === "tv") {
    return (
      <main id="main" tabIndex={-1}>
        <Tv state={state} />
      </main>
    );
  }
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => skip(event)}>
        To the content
      </a>
      <header class="top">
        <a class="brand" href={homeLink()}>
          <img src="/icon.svg" alt="" width="28" height="28" />
          Perfect Form
        </a>
        {state.route.page !== "home" && (
          <a class="quiet" href={homeLink()}>
            All sessions
          </a>
        )}
      </header>
      <main id="main" tabIndex={-1}>
        <Page state={state} actions={actions} />
        {state.phone !== null && <PhoneDialog phone={state.phone} actions={actions} />}
      </main>
      <Said notice={state.notice} actions={actions} />
    </>
  );
}

/** Who goes to another place begins to read and to press tab there. */
function useFocus(place: string): void {
  const from = useRef(place);
  useLayoutEffect(() => {
    if (place !== from.current) document.getElementById("main")?.focus({ preventScroll: true });
    from.current = place;
  }, [place]);
}

const CameraPage = later(() => import("../camera/page").then((page) => page.CameraPage), "page blank");

function Page({ state, actions }: { state: State; actions: Actions }) {
  const { route, opened, watching } = state;
  if (route.page === "camera") {
    const { session, camera } = route;
    return <CameraPage key={JSON.stringify(route)} beside={session === null ? null : { session, camera }} />;
  }
  if (opened === null) return <Home state={state} actions={actions} />;
  return <SessionPage opened={opened} watching={watching} actions={actions} />;
}

/** The address after `#` says which page it is, so the link mustn't change it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function Said({ notice, actions }: { notice: Notice | null; actions: Actions }) {
  return (
    <div class="notices" role="status">
      {notice !== null && (
        <div class={notice.bad ? "notice bad" : "notice"}>
          <span>{notice.text}</span>
          <button class="plain" onClick={actions.dismissNotice}>
            OK
          </button>
        </div>
      )}
    </div>
  );
}
