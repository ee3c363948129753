// dist/seatstack, built again when any source is newer than it.
import { spawnSync } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./processes.ts";

const SOURCES = [
  "packages/*/src/**",
  "packages/app/{templates,assets}/**",
  "deploy/**",
  "pnpm-lock.yaml",
  "scripts/*.ts",
];

/** Path of an executable that is made of the present sources. Throws with the build's output when it fails. */
export function builtExecutable(): string {
  const path = join(root, "dist", "seatstack");
  if (modified(path) < Math.max(...globSync(SOURCES, { cwd: root }).map(file => modified(join(root, file))))) {
    const args = ["--no-warnings", join(root, "scripts/build.ts")];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
  }
  return path;
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
