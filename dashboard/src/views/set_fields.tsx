// What is known of a set: which lift, how tall the lifter is, what is on the bar.

import type { LiftChoice } from "../contracts";
import type { About } from "../upload";
import { LIFTS } from "../words";

export function SetFields() {
  return (
    <fieldset class="fields">
      <legend class="hidden">About the set</legend>
      <LiftField />
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

export function LiftField({ chosen = "auto" }: { chosen?: LiftChoice }) {
  return (
    <label>
      Lift
      <select name="lift">
        {Object.entries(LIFTS).map(([lift, name]) => (
          <option key={lift} value={lift} selected={lift === chosen}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function aboutOf(form: HTMLFormElement): About {
  const told = new FormData(form);
  const number = (name: string): number | null => (told.get(name) ? Number(told.get(name)) : null);
  const height_cm = number("height_cm");
  return {
    lift: told.get("lift") as LiftChoice,
    height_m: height_cm === null ? null : height_cm / 100,
    load_kg: number("load_kg"),
  };
}
