// The angles that matter for a lift: what each is now, and how it moved.

import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { ANGLES, type Angle, type Lift } from "../contracts";
import { DRAWING } from "../drawing";
import { createPlot, type Line, type Plot, type PlotData } from "../plot";
import type { Trace } from "../state";
import { degrees } from "../words";

interface Props {
  /** null: not known yet */
  readonly lift: Lift | null;
  readonly pts_s: readonly number[];
  readonly columns: Pick<Trace, "deg" | "std_deg">;
  readonly from_s: number;
  readonly to_s: number;
  /** The media time that is marked; null: none. */
  readonly at_s: number | null;
  /** The row whose values are written out; -1: none. */
  readonly row: number;
  readonly scrubbed?: (time_s: number) => void;
}

export function AnglePlots(props: Props) {
  const rows = DRAWING.panel.rows[props.lift ?? "unknown"];
  return (
    <div class="plots">
      {rows.map((name) => (
        <AnglePlot key={name} name={name} {...props} />
      ))}
    </div>
  );
}

function AnglePlot({ name, pts_s, columns, from_s, to_s, at_s, row, scrubbed }: Props & { name: string }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const data = useMemo(() => ({ pts_s, lines: linesOf(name, columns) }), [name, pts_s, columns]);
  const label = DRAWING.panel.labels[name] ?? name;
  useLayoutEffect(() => made(place.current, plot, data, scrubbed ?? null), [name]);
  useLayoutEffect(() => plot.current?.show(data, from_s, to_s), [data, from_s, to_s]);
  useLayoutEffect(() => plot.current?.mark(at_s), [at_s, from_s, to_s]);
  return (
    <figure>
      <figcaption>
        <b>{label}</b>
        {data.lines.map((line) => (
          <Value key={line.side} line={line} row={row} />
        ))}
      </figcaption>
      <div class="plot" ref={place} role="img" aria-label={`${label} angle over time`} />
    </figure>
  );
}

function Value({ line: { side, deg, std_deg }, row }: { line: Line; row: number }) {
  const std = std_deg[row];
  const unsure = typeof std === "number" && std >= DRAWING.panel.uncertain_std_deg;
  return (
    <span class={unsure ? "value unsure" : "value"}>
      <i class={side} />
      {side === "middle" ? "" : `${DRAWING.panel.labels[side] ?? side} `}
      <span class="number">{degrees(deg[row])}</span>
      <span class="number spread">{typeof std === "number" ? `± ${degrees(2 * std)}` : ""}</span>
    </span>
  );
}

/** Makes the plot, keeps it as wide as its place, and answers what ends it. */
function made(
  place: HTMLElement | null,
  plot: { current: Plot | null },
  data: PlotData,
  scrubbed: Props["scrubbed"] | null,
): (() => void) | undefined {
  if (place === null) return undefined;
  const created = createPlot(place, data.lines.map((line) => line.side), scrubbed ?? null);
  plot.current = created;
  const fit = (): void => created.size(place.clientWidth, place.clientHeight);
  const observer = new ResizeObserver(fit);
  observer.observe(place);
  fit();
  return () => {
    observer.disconnect();
    created.destroy();
  };
}

function linesOf(name: string, { deg, std_deg }: Props["columns"]): Line[] {
  const sides = ANGLES.includes(name as Angle) ? (["middle"] as const) : (["left", "right"] as const);
  return sides.map((side) => {
    const at = ANGLES.indexOf((side === "middle" ? name : `${name}_${side}`) as Angle);
    return { side, deg: deg[at] ?? [], std_deg: std_deg[at] ?? [] };
  });
}
