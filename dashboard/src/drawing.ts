// How a lifter is drawn: the description that the overlay video is drawn by too.

import description from "../../contracts/drawing.toml";
import type { Lift, Phase, Severity } from "./contracts";

interface Fade {
  readonly certain: number;
  readonly uncertain: number;
}

export interface Drawing {
  readonly colours: Readonly<Record<"left" | "right" | "middle" | "others" | "bar" | "outline", string>>;
  /** Shares of the picture's height. */
  readonly lines: Readonly<
    Record<"bone" | "joint" | "bar" | "plate" | "others" | "outline" | "others_opacity", number>
  >;
  readonly fading: {
    readonly faintest: number;
    readonly score: Fade;
    readonly std_in_world_m: Fade;
    readonly std_in_image: Fade;
  };
  readonly panel: {
    readonly uncertain_std_deg: number;
    /** Which angles are shown for a lift, without their side. */
    readonly rows: Readonly<Record<Lift | "unknown", readonly string[]>>;
    readonly labels: Readonly<Record<string, string>>;
    readonly phases: Readonly<Record<Phase, string>>;
  };
  readonly cue: {
    /** Height of the letters as a share of the picture's. */
    readonly text: number;
    readonly margin_of_short: number;
    readonly weight: number;
    readonly severities: Readonly<Record<Severity, { readonly background: string; readonly text: string }>>;
  };
}

export const DRAWING = description as Drawing;
