// Which other cameras film the same set, and a way to add one.

import type { Actions } from "../actions";
import { sessionLink } from "../route";
import type { SessionView } from "../wire";
import { CAMERAS } from "./phone_dialog";

const PLACES = ["First", "Second", "Third", "Fourth"] as const;

interface Props {
  readonly session: SessionView;
  readonly views: readonly SessionView[];
  readonly actions: Actions;
}

export function OtherCameras({ session, views, actions }: Props) {
  const placed = views.map((view, index) => ({ view, name: `${PLACES[index] ?? "Another"} camera` }));
  const others = placed.filter(({ view }) => view.session !== session.session);
  const isFilmed = session.state === "running" && session.delivery === "live";
  const free = CAMERAS.find((name) => !views.some(({ camera }) => camera === name));
  const add = isFilmed && free !== undefined ? { session: session.session, camera: free } : null;
  if (others.length === 0 && add === null) return null;
  return (
    <p class="cameras">
      {others.map(({ view, name }) => (
        <a key={view.session} href={sessionLink(view.session)}>
          {`${name}${view.camera && `: ${view.camera}`}`}
        </a>
      ))}
      {add !== null && <button onClick={() => void actions.askPhone(add)}>Add a camera</button>}
    </p>
  );
}
