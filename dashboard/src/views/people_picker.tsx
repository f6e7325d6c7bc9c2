// "That's me": everybody who was seen in the frame that is shown; who is tapped is the lifter of the next run.

import type { TargetedMouseEvent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Actions } from "../actions";
import type { People, SeenPerson, SessionVideo } from "../wire";

interface Props {
  readonly people: People;
  readonly video: SessionVideo;
  readonly actions: Actions;
}

export function PeoplePicker({ people, video, actions }: Props) {
  const tap = ({ currentTarget, clientX, clientY, target }: TargetedMouseEvent<HTMLDivElement>): void => {
    if (target !== currentTarget) return;
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    const [x, y] = [((clientX - left) / width) * video.width, ((clientY - top) / height) * video.height];
    void actions.runAgain({ lifter_hint: { frame: people.frame, x, y } });
  };
  const group = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => group.current?.focus(), []);
  return (
    <div class="people" ref={group} tabIndex={-1} role="group" aria-label="Who lifts?" onClick={tap}>
      <p>Tap whoever lifts, and it runs again</p>
      {[...people.people].sort((one, other) => area(other) - area(one)).map((person, place) => (
        <Box
          key={person.track}
          person={person}
          number={place + 1}
          video={video}
          lifter={person.track === people.lifter}
          choose={() => void actions.runAgain({ lifter_hint: { frame: people.frame, ...middle(person) } })}
        />
      ))}
    </div>
  );
}

interface BoxProps {
  readonly person: SeenPerson;
  /** Tells boxes apart for who hears them. */
  readonly number: number;
  readonly video: SessionVideo;
  readonly lifter: boolean;
  readonly choose: () => void;
}

function Box(props: BoxProps) {
  const { person, number, video, lifter } = props;
  const said = lifter ? "Followed" : "That's me";
  const [x0, y0, x1, y1] = person.box_in_image;
  const share = (length: number, whole: number): string => `${((100 * length) / whole).toFixed(2)}%`;
  const inside = (value: number, end: number): number => Math.min(end, Math.max(0, value));
  const [left, right] = [inside(x0, video.width), inside(x1, video.width)];
  const [top, bottom] = [inside(y0, video.height), inside(y1, video.height)];
  return (
    <button
      class={lifter ? "box lifter" : "box"}
      style={{
        left: share(left, video.width),
        top: share(top, video.height),
        width: share(right - left, video.width),
        height: share(bottom - top, video.height),
      }}
      aria-label={`${said}: person ${number}`}
      onClick={props.choose}
    >
      <span>{said}</span>
    </button>
  );
}

/** Smaller boxes lie on top of larger ones, so that each can be tapped. */
function area({ box_in_image: [x0, y0, x1, y1] }: SeenPerson): number {
  return (x1 - x0) * (y1 - y0);
}

function middle({ box_in_image: [x0, y0, x1, y1] }: SeenPerson): { x: number; y: number } {
  return { x: Math.max(0, (x0 + x1) / 2), y: Math.max(0, (y0 + y1) / 2) };
}
