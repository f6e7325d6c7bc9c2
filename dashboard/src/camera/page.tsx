// The page that films: the camera's picture, what to change before the set, and how the set goes.

import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { sessionLink, type Beside } from "../route";
import type { About } from "../upload";
import { aboutOf, SetFields } from "../views/set_fields";
import { counted } from "../words";
import "./camera.css";
import { createFilm, type Film } from "./film";
import { FIRST, type CameraState, type Stage } from "./state";

export function CameraPage({ beside }: { beside: Beside | null }) {
  const video = useRef<HTMLVideoElement>(null);
  const [film, setFilm] = useState<Film | null>(null);
  const current = useRef(FIRST);
  const [state, tell] = useReducer((before: CameraState, news: Partial<CameraState>) => ({ ...before, ...news }), FIRST);
  current.current = state;
  useEffect(() => {
    const made = createFilm(
      video.current!,
      beside,
      () => current.current,
      (news) => {
        current.current = { ...current.current, ...news };
        tell(news);
      },
    );
    setFilm(made);
    void made.prepare();
    return made.close;
  }, []);
  const off = state.stage === "off";
  return (
    <div class="page camera">
      <h1>{beside === null ? "Film a set" : "Film it from another side"}</h1>
      <section class="stage" aria-label="Camera" data-stage={state.stage}>
        <div class={off ? "finder away" : "finder"}>
          <video ref={video} muted playsInline class={state.faces === "user" ? "mirrored" : ""} aria-label="What the camera sees" />
          <Says state={state} />
        </div>
        {off && <Off why={state.why} film={film} />}
        <Standing state={state} />
        {film !== null && <Controls state={state} film={film} />}
      </section>
    </div>
  );
}

const STAGES: Readonly<Partial<Record<Stage, string>>> = {
  asking: "Allow the camera",
  connecting: "Connecting",
  ending: "Working out the rest",
};

/** One line over the picture, large enough to be read from where the lifter stands. */
function Says({ state: { stage, hint, cue } }: { state: CameraState }) {
  const text = cue || STAGES[stage] || (stage === "over" || stage === "off" ? "" : hint?.text);
  const look = cue !== "" ? "cue-given" : STAGES[stage] === undefined && hint?.good ? "good" : "";
  return (
    <div class="says" role="status">
      {text && <p class={look}>{text}</p>}
    </div>
  );
}

function Off({ why, film }: { why: string; film: Film | null }) {
  return (
    <div class="off">
      <p role="alert">{why}</p>
      <div class="answers">
        <button class="first" onClick={() => void film?.prepare()}>
          Try again
        </button>
      </div>
    </div>
  );
}

function Standing({ state: { stage, way, reps, awake, session } }: { state: CameraState }) {
  if (session === null || stage === "off" || stage === "ready") return null;
  return (
    <dl class="score">
      <div class="count">
        <dt>Reps</dt>
        <dd>{reps}</dd>
      </div>
      <div>
        <dt>Way to the server</dt>
        <dd class="number way">{way === null ? "–" : `${way.fps.toFixed(0)} frames/s · ${way.late_ms.toFixed(0)} ms`}</dd>
        {way !== null && (
          <dd class="quiet detail">
            {`${way.side}p ${way.pictures}, ${counted(way.dropped, "frame")} dropped${awake || stage === "over" ? "" : ". Keep the screen on."}`}
          </dd>
        )}
      </div>
    </dl>
  );
}

function Controls({ state, film }: { state: CameraState; film: Film }) {
  const { stage, several, session, why } = state;
  const change = several && (
    <button onClick={() => void film.switchCamera()} disabled={stage === "ending"}>
      Other camera
    </button>
  );
  switch (stage) {
    case "ready":
      return (
        <form class="begin" onSubmit={(event) => (event.preventDefault(), begin(event.currentTarget, film.start))}>
          <SetFields />
          <div class="answers">
            {change}
            <button class="first">Start</button>
          </div>
        </form>
      );
    case "connecting":
    case "filming":
      return (
        <div class="answers">
          {change}
          <button class="first" onClick={film.stop}>
            End the session
          </button>
        </div>
      );
    case "over":
      return (
        <div class="over">
          <p role={why === "" ? "status" : "alert"}>{why || "The session is over, and everything is kept."}</p>
          <div class="answers">
            {session !== null && (
              <a class="button" href={sessionLink(session)}>
                Look at it
              </a>
            )}
            <button onClick={film.again}>Film another</button>
          </div>
        </div>
      );
    default:
      return null;
  }
}

function begin(form: HTMLFormElement, start: (about: About) => Promise<void>): void {
  if (form.reportValidity()) void start(aboutOf(form));
}
