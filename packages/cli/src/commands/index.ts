// The table of all commands, in the order of the help.
import type { CommandEntry } from "../command.ts";

export const commands: readonly CommandEntry[] = [
  { name: "up", summary: "start everything and print the URL", load: async () => (await import("./up.ts")).up },
  { name: "down", summary: "stop what `up` started", load: async () => (await import("./down.ts")).down },
  {
    name: "status",
    summary: "show both tiers and every worker",
    load: async () => (await import("./status.ts")).status,
  },
  {
    name: "reload",
    summary: "read the config again and replace the workers without losing a request",
    load: async () => (await import("./reload.ts")).reload,
  },
  {
    name: "restart",
    summary: "start both tiers anew, as far as no request is lost",
    load: async () => (await import("./restart.ts")).restart,
  },
  {
    name: "upgrade",
    summary: "replace the app tier's program by the one on disk, without losing a request",
    load: async () => (await import("./upgrade.ts")).upgrade,
  },
  {
    name: "scale",
    summary: "change the number of workers until the next restart",
    load: async () => (await import("./scale.ts")).scale,
  },
  { name: "logs", summary: "show what both tiers wrote last", load: async () => (await import("./logs.ts")).logs },
  {
    name: "check",
    summary: "find every mistake in the settings, without starting anything",
    load: async () => (await import("./check.ts")).check,
  },
  {
    name: "config",
    summary: "show every setting, its value, and where it comes from",
    load: async () => (await import("./config.ts")).config,
  },
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
