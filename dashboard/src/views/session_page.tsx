// One session: watched while it is under way, looked back at afterwards.

import type { Actions } from "../actions";
import { isUnderWay, type Opened, type Watching } from "../state";
import type { SessionView } from "../wire";
import { LIFTS, nameOf, when } from "../words";
import { AgainDialog } from "./again_dialog";
import { LivePage } from "./live_page";
import { OtherCameras } from "./other_cameras";
import { RemoveDialog } from "./remove_dialog";
import { Review } from "./review";
import { StateMark } from "./state_mark";

export function SessionPage({ opened, watching, actions }: { opened: Opened; watching: Watching; actions: Actions }) {
  const { session, error, detail, dialog } = opened;
  if (session === null) {
    return (
      <div class="page blank" aria-busy={error === null}>
        <h1>Session</h1>
        {error !== null && <Failure text={error} />}
      </div>
    );
  }
  return (
    <div class="page">
      <Heading session={session} actions={actions} />
      <OtherCameras session={session} views={opened.views} actions={actions} />
      {error !== null && <Failure text={error} />}
      {isUnderWay(session) ? (
        <LivePage opened={opened} session={session} watching={watching} actions={actions} />
      ) : (
        <Ended session={session} />
      )}
      {detail !== null && detail.run !== null && session.state !== "failed" && (
        <Review opened={opened} detail={detail} actions={actions} />
      )}
      {dialog === "again" && <AgainDialog session={session} actions={actions} />}
      {dialog === "remove" && <RemoveDialog session={session} actions={actions} />}
    </div>
  );
}

function Heading({ session, actions }: { session: SessionView; actions: Actions }) {
  const { lift, load_kg, height_m, lifter, notes, created_at } = session;
  const facts = [
    when(created_at, Date.now()),
    lift === "auto" ? "" : LIFTS[lift],
    load_kg === null ? "" : `${load_kg} kg`,
    height_m === null ? "" : `${Math.round(height_m * 100)} cm tall`,
    lifter,
  ];
  return (
    <div class="heading">
      <div>
        <h1>{nameOf(session)}</h1>
        <p class="quiet">{facts.filter(Boolean).join(" · ")}</p>
        {notes !== "" && <p class="notes">{notes}</p>}
      </div>
      <div class="tools">
        <StateMark session={session} />
        {isUnderWay(session) ? (
          <button onClick={() => void actions.cancel()}>Stop</button>
        ) : (
          session.kept && <button onClick={() => actions.dialog("again")}>Run again</button>
        )}
        <button onClick={() => actions.dialog("remove")}>Delete</button>
      </div>
    </div>
  );
}

function Ended({ session: { state, reason } }: { session: SessionView }) {
  if (state === "failed") return <Failure text={reason || "It could not be worked on."} />;
  return state === "cancelled" ? <p class="empty">{reason || "It was stopped."}</p> : null;
}

function Failure({ text }: { text: string }) {
  return (
    <p class="failure" role="alert">
      {text}
    </p>
  );
}
