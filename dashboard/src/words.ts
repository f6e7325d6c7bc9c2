// Numbers and names as people read them.

import type { Answer, Metric, MetricName, Phase, Rep, Rule } from "./contracts";
import { DRAWING } from "./drawing";
import type { SessionView } from "./wire";

export const LIFTS = { auto: "Find out", squat: "Squat", bench: "Bench press", deadlift: "Deadlift" } as const;

export const ANSWERS: Readonly<Record<Answer, string>> = { good: "Good", fault: "Fault", cannot_tell: "Can't tell" };

export const STATES = {
  uploaded: "Waiting",
  queued: "Waiting",
  running: "Running",
  done: "Done",
  failed: "Failed",
  cancelled: "Stopped",
  deleted: "Deleted",
} as const;

export function nameOf({ name, session, camera }: Pick<SessionView, "name" | "session" | "camera">): string {
  return `${name || session}${camera && `, ${camera}`}`;
}

/** What a session's video is called where it is saved; the one with everything drawn on it is an MP4, whatever came. */
export function savedName({ name, session }: SessionView, source: "overlay" | "original"): string {
  const known = /\.(mp4|m4v|mov|webm|mkv|avi)$/i;
  if (source === "original" && known.test(name)) return name;
  return `${name.replace(known, "") || session}.mp4`;
}

export function phaseName(phase: Phase): string {
  return DRAWING.panel.phases[phase];
}

/** `set` is its number, or null where the session has only one. */
export function repName(set: number | null, { index, complete }: Rep): string {
  return `${set === null ? "Rep" : `Set ${set + 1}, rep`} ${index + 1}${complete ? "" : ", incomplete"}`;
}

export function ruleName(rule: Rule): string {
  return spoken(rule);
}

/** `snake_case` as a person writes it. */
export function spoken(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const METRIC_NAMES: Readonly<Partial<Record<MetricName, string>>> = {
  depth_margin_m: "Depth",
  descent_s: "Down",
  ascent_s: "Up",
  bottom_pause_s: "Pause",
  bottom_knee_flexion_left_deg: "Knee left",
  bottom_knee_flexion_right_deg: "Knee right",
  bottom_hip_flexion_left_deg: "Hip left",
  bottom_hip_flexion_right_deg: "Hip right",
  bottom_trunk_lean_deg: "Trunk",
  bar_travel_m: "Bar travel",
  bar_drift_m: "Bar drift",
  bar_tilt_deg: "Bar tilt",
  mean_concentric_velocity_mps: "Mean speed",
  peak_concentric_velocity_mps: "Peak speed",
};

/** The metrics that the table of reps has columns for, in this order, where they were measured. */
export const SHOWN_METRICS = Object.keys(METRIC_NAMES) as readonly MetricName[];

export function metricName(metric: MetricName): string {
  return METRIC_NAMES[metric] ?? spoken(metric);
}

const SHOWN_UNITS: Readonly<Record<string, { readonly unit: string; readonly times: number; readonly digits: number }>> = {
  m: { unit: "cm", times: 100, digits: 0 },
  deg: { unit: "°", times: 1, digits: 0 },
  s: { unit: "s", times: 1, digits: 1 },
  "m/s": { unit: "m/s", times: 1, digits: 2 },
};

/** Value, and two standard deviations with their unit. */
export function interval({ value, std, unit }: Metric): { value: string; spread: string } {
  const shown = SHOWN_UNITS[unit] ?? { unit, times: 1, digits: 2 };
  const written = (number: number): string => plain(number * shown.times, shown.digits);
  return { value: written(value), spread: `${written(2 * std)}${shown.unit === "°" ? "" : " "}${shown.unit}` };
}

export function degrees(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : `${plain(value, 0)}°`;
}

/** m:ss.cc of media time. */
export function mediaTime(seconds: number): string {
  const hundredths = Math.round(Math.max(0, seconds) * 100);
  const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, "0");
  return `${Math.floor(hundredths / 6000)}:${rest}`;
}

/** When something was, given in seconds since the epoch: the time today, the day before that. */
export function when(at_s: number, now_ms: number): string {
  const at = new Date(at_s * 1000);
  const today = at.toDateString() === new Date(now_ms).toDateString();
  const time = at.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  if (today) return `Today, ${time}`;
  return `${at.toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" })}, ${time}`;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function plain(value: number, digits: number): string {
  return value.toFixed(digits).replace(/^-(0(\.0+)?)$/, "$1").replace("-", "−");
}
