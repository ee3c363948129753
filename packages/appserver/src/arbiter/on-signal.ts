// What each signal makes the arbiter do. docs/signals.md.
import type { Commands } from "./requests.ts";
import type { ArbiterSignal } from "./signals.ts";

export function actOnSignal(commands: Commands, signal: ArbiterSignal): void {
  switch (signal) {
    case "SIGTERM":
      return commands.stop("graceful");
    case "SIGINT":
    case "SIGQUIT":
      return commands.stop("quick");
    case "SIGHUP":
      commands.reload();
      return;
    case "SIGUSR1":
      return commands.reopen();
    case "SIGUSR2":
      commands.upgrade();
      return;
    case "SIGTTIN":
      commands.scale(commands.target + 1);
      return;
    case "SIGTTOU":
      if (commands.target > 1) commands.scale(commands.target - 1);
      return;
    case "SIGWINCH":
      return commands.rest();
    default:
      signal satisfies never;
  }
}
