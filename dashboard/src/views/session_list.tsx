// A page of sessions, newest first.

import type { Actions } from "../actions";
import { homeLink, sessionLink, type Route } from "../route";
import type { Upload } from "../state";
import type { SessionPage, SessionView } from "../wire";
import { counted, LIFTS, nameOf, when } from "../words";
import { StateMark } from "./state_mark";
import { UploadRow } from "./upload_row";

interface Props {
  readonly list: SessionPage | null;
  readonly error: string | null;
  readonly route: Route;
  readonly uploads: readonly Upload[];
  readonly actions: Actions;
}

export function SessionList(props: Props) {
  return (
    <section aria-labelledby="sessions" class="sessions">
      <h2 id="sessions">Sessions</h2>
      {props.error !== null && (
        <p class="reason" role="alert">
          {props.error}
        </p>
      )}
      <Rows {...props} before={props.route.page === "home" ? props.route.before : null} />
    </section>
  );
}

function Rows({ list, uploads, actions, before }: Props & { before: string | null }) {
  const sessions = list?.sessions ?? [];
  if (sessions.length === 0 && uploads.length === 0) {
    if (list === null) return null;
    return <p class="empty">{before === null ? "None yet: the first one begins with a video." : "There is nothing older."}</p>;
  }
  return (
    <>
      <ul class="rows">
        {uploads.map((upload) => (
          <UploadRow key={upload.id} upload={upload} actions={actions} />
        ))}
        {sessions.map((session) => (
          <Row key={session.session} session={session} />
        ))}
      </ul>
      <nav class="pages" aria-label="Pages of sessions">
        {before !== null && <a href={homeLink()}>Newest</a>}
        {list?.next != null && <a href={homeLink(list.next)}>Older</a>}
      </nav>
    </>
  );
}

function Row({ session }: { session: SessionView }) {
  const { name, state, progress, reps, lift, load_kg, lifter, reason, created_at } = session;
  const facts = [lift === "auto" ? "" : LIFTS[lift], load_kg === null ? "" : `${load_kg} kg`, lifter];
  return (
    <li class="row session">
      <a class="name" href={sessionLink(session.session)}>
        {nameOf(session)}
      </a>
      <span class="quiet facts">{[when(created_at, Date.now()), ...facts].filter(Boolean).join(" · ")}</span>
      <span class="reps">{state === "done" && reps !== null ? counted(reps, "rep") : ""}</span>
      <StateMark session={session} />
      {state === "running" && progress !== null && <progress max="1" value={progress} aria-label={`${name}, done`} />}
      {reason !== "" && <span class={state === "failed" ? "why reason" : "why quiet"}>{reason}</span>}
    </li>
  );
}
