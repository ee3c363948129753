// The table of all commands, in the order of the help.
import type { CommandEntry } from "../command.ts";

export const commands: readonly CommandEntry[] = [
  {
    name: "version",
    summary: "print the version of this program",
    load: async () => (await import("./version.ts")).version,
  },
];
