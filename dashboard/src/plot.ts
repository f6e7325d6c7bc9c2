// One plot of an angle of both sides with its bands of two standard deviations, on uPlot.

import uPlot from "uplot";
import { DRAWING } from "./drawing";

type Column = readonly (number | null)[];

export interface Line {
  readonly side: "left" | "right" | "middle";
  readonly deg: Column;
  readonly std_deg: Column;
}

export interface PlotData {
  readonly pts_s: readonly number[];
  readonly lines: readonly Line[];
}

export interface Plot {
  readonly size: (width: number, height: number) => void;
  readonly show: (data: PlotData, from_s: number, to_s: number) => void;
  /** Mark a media time; null: none. */
  readonly mark: (at_s: number | null) => void;
  readonly destroy: () => void;
}

const AXIS = "#aeb7c2";
const GRID = "#262c35";
const FONT = "11px system-ui, sans-serif";
const TOP_DEG = 160;

/** `scrubbed` hears the media time that a pointer is pressed at. */
export function createPlot(at: HTMLElement, sides: readonly Line["side"][], scrubbed: ((time_s: number) => void) | null): Plot {
  const chart = new uPlot(options(sides), [[], ...sides.flatMap(() => [[], [], []])], at);
  if (scrubbed !== null) scrub(chart, scrubbed);
  let shown: PlotData | null = null;
  return {
    size: (width, height) => chart.setSize({ width, height }),
    show: (data, from_s, to_s) => {
      chart.batch(() => {
        if (data !== shown) chart.setData(table(data), false);
        chart.setScale("x", { min: from_s, max: to_s });
      });
      shown = data;
    },
    mark: (at_s) => {
      const left = at_s === null ? -10 : chart.valToPos(at_s, "x");
      chart.setCursor({ left, top: 0 }, false);
    },
    destroy: () => chart.destroy(),
  };
}

function table({ pts_s, lines }: PlotData): uPlot.AlignedData {
  const columns = lines.flatMap(({ deg, std_deg }) => [deg, band(deg, std_deg, 2), band(deg, std_deg, -2)]);
  return [pts_s as number[], ...columns.map((column) => column as (number | null)[])];
}

function band(deg: Column, std_deg: Column, times: number): Column {
  return deg.map((value, row) => {
    const std = std_deg[row];
    return value === null || std === null || std === undefined ? null : value + times * std;
  });
}

function options(sides: readonly Line["side"][]): uPlot.Options {
  return {
    width: 300,
    height: 120,
    legend: { show: false },
    padding: [6, 8, 0, 0],
    cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 7 }, bind: NO_POINTER },
    scales: { x: { time: false }, y: { range: [-10, TOP_DEG] } },
    axes: [
      { stroke: AXIS, font: FONT, size: 22, gap: 2, space: 70, grid: { stroke: GRID, width: 1 }, ticks: { show: false } },
      {
        stroke: AXIS,
        font: FONT,
        size: 36,
        gap: 4,
        grid: { stroke: GRID, width: 1 },
        ticks: { show: false },
        splits: () => [0, 45, 90, 135],
        values: (_, splits) => splits.map((value) => `${value}°`),
      },
    ],
    series: [{}, ...sides.flatMap((side) => strokes(DRAWING.colours[side]))],
    bands: sides.map((side, place) => ({
      series: [3 * place + 2, 3 * place + 3] as [number, number],
      fill: `${DRAWING.colours[side]}2e`,
    })),
  };
}

function strokes(colour: string): uPlot.Series[] {
  const edge: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } };
  return [{ stroke: colour, width: 2, points: { show: false } }, edge, edge];
}

const nothing = (): null => null;
/** The mark is moved by the player alone. */
const NO_POINTER: uPlot.Cursor.Bind = {
  mousedown: nothing,
  mouseup: nothing,
  click: nothing,
  dblclick: nothing,
  mousemove: nothing,
  mouseleave: nothing,
  mouseenter: nothing,
};

function scrub(chart: uPlot, scrubbed: (time_s: number) => void): void {
  const tell = (event: PointerEvent): void => {
    if (event.buttons === 0) return;
    scrubbed(chart.posToVal(event.clientX - chart.over.getBoundingClientRect().left, "x"));
  };
  chart.over.addEventListener("pointerdown", (event) => {
    chart.over.setPointerCapture(event.pointerId);
    tell(event);
  });
  chart.over.addEventListener("pointermove", tell);
}
