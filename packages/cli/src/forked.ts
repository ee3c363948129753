// child_process.fork() by an app in the executable: what it takes for Node is this program, which is Node as well.
import { statSync } from "node:fs";
import { runMain } from "node:module";
import { resolve } from "node:path";
import { isSea } from "node:sea";

/**
 * Takes the command line `[Node's options] script …` of a process that was forked, and runs the script as Node would:
 * `process.argv`, `require.main`, ES modules and TypeScript are as there. The options themselves come too late. Returns
 * whether it was one: no command of ours is ever started with a channel and a path.
 */
export function runForkedScript(): boolean {
  if (!isSea() || !process.connected) return false;
  const [executable = "", , ...rest] = process.argv;
  const [script, ...args] = rest.slice(
    Math.max(
      0,
      rest.findIndex(arg => !arg.startsWith("-")),
    ),
  );
  if (script === undefined || !isFile(script)) return false;
  process.argv = [executable, resolve(script), ...args];
  runMain();
  return true;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
