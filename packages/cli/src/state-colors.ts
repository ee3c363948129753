// The colors of states, the same in every table.
import type { Color } from "./terminal.ts";

export const STATE_COLORS: Readonly<Record<string, Color>> = {
  running: "green",
  ready: "green",
  starting: "yellow",
  reloading: "yellow",
  draining: "yellow",
  resting: "yellow",
  stopping: "yellow",
  stopped: "yellow",
  stuck: "red",
  failing: "red",
  down: "red",
};
