// Where videos are dropped or chosen, and what is known of the set in them.

import type { TargetedDragEvent, TargetedEvent } from "preact";
import { useState } from "preact/hooks";
import type { Actions } from "../actions";
import type { LiftChoice } from "../contracts";
import type { About } from "../upload";
import { LIFTS } from "../words";

export function DropZone({ actions }: { actions: Actions }) {
  const [over, setOver] = useState(false);
  const take = (form: HTMLFormElement, files: FileList | null | undefined): void => {
    if (files && files.length > 0 && form.reportValidity()) actions.upload([...files], aboutOf(form));
  };
  const drop = (event: TargetedDragEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setOver(false);
    take(event.currentTarget, event.dataTransfer?.files);
  };
  const chosen = ({ currentTarget }: TargetedEvent<HTMLInputElement>): void => {
    if (currentTarget.form) take(currentTarget.form, currentTarget.files);
    currentTarget.value = "";
  };
  return (
    <form
      class={over ? "drop over" : "drop"}
      onSubmit={(event) => event.preventDefault()}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label class="chooser">
        <span class="big">Drop the video of a set</span>
        <span class="quiet">or several; MP4 or MOV, as your phone made it</span>
        <span class="button">Choose videos</span>
        <input type="file" accept="video/*" multiple onChange={chosen} />
      </label>
      <Fields />
    </form>
  );
}

function Fields() {
  return (
    <fieldset class="fields">
      <legend class="hidden">About the set</legend>
      <label>
        Lift
        <select name="lift">
          {Object.entries(LIFTS).map(([lift, name]) => (
            <option key={lift} value={lift}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Height, cm
        <input name="height_cm" type="number" min="100" max="250" step="1" inputMode="numeric" placeholder="optional" />
      </label>
      <label>
        Load, kg
        <input name="load_kg" type="number" min="0" max="700" step="0.25" inputMode="decimal" placeholder="optional" />
      </label>
    </fieldset>
  );
}

function aboutOf(form: HTMLFormElement): About {
  const told = new FormData(form);
  const number = (name: string): number | null => (told.get(name) ? Number(told.get(name)) : null);
  const height_cm = number("height_cm");
  return {
    lift: told.get("lift") as LiftChoice,
    height_m: height_cm === null ? null : height_cm / 100,
    load_kg: number("load_kg"),
  };
}
