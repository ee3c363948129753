// Whether this process is in the foreground of a terminal, whose resizing sends WINCH to everybody there.
import { readFileSync } from "node:fs";

/** `stat` is of /proc/self/stat (proc_pid_stat(5)): fields 5 to 8 are pgrp, session, tty_nr and tpgid. */
export function ownsTerminal(stat: string = readFileSync("/proc/self/stat", "latin1")): boolean {
  // The command's name, in parentheses, may hold anything.
  const [, , pgrp, , tty, foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return tty !== "0" && pgrp === foreground;
}
