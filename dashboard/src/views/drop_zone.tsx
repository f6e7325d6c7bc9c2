// Where videos are dropped or chosen, and what is known of the set in them.

import type { TargetedDragEvent, TargetedEvent } from "preact";
import { useState } from "preact/hooks";
import type { Actions } from "../actions";
import { aboutOf, SetFields } from "./set_fields";

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
      <SetFields />
    </form>
  );
}
