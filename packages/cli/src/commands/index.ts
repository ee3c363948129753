// The table of all commands, in the order of the help.
import type { CommandEntry } from "../command.ts";

export const commands: readonly CommandEntry[] = [
  { name: "up", summary: "start everything and print the URL", load: async () => (await import("./up.ts")).up },
  { name: "down", summary: "stop what `up` started", load: async () => (await import("./down.ts")).down },
  {
    name: "version",
    summary: "print the version of this program",
    load: async () => (await import("./version.ts")).version,
  },
  {
    name: "edge",
    summary: "serve the public ports in this process (systemd and `up` start it)",
    load: async () => (await import("./edge.ts")).edge,
  },
  {
    name: "app",
    summary: "run the app's workers under this process (systemd and `up` start it)",
    load: async () => (await import("./app.ts")).app,
  },
];
