// Makes a fresh clone runnable with any Node >= 20: installs the locked packages once, finds the pinned Node.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PNPM = "pnpm@12.21.0";
const PASSED_ON = ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGTTIN", "SIGTTOU"];
const stampFile = join(root, "node_modules", ".seatstack-installed");

/** Installs when the lockfile or a manifest differs from what the last install saw. Exits 1 with the reason if it fails. */
export function install() {
  const stamp = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp && existsSync(pinnedNode())) return;
  process.stderr.write("seatstack: installing packages (once; about 15 seconds)\n");
  const result = spawnSync("npx", ["--yes", PNPM, "install", "--frozen-lockfile"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, CI: "true" },
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}\n`);
    process.stderr.write("seatstack: the packages could not be installed; is the npm registry reachable?\n");
    process.exit(1);
  }
  writeFileSync(stampFile, stamp);
}

/** Path of the Node that everything here runs on; the machine's own only bootstraps. */
export function pinnedNode() {
  return join(root, "node_modules", `node-linux-${process.arch}`, "bin", "node");
}

/** Runs the pinned Node with these arguments in the caller's folder; passes signals on; ends as the child ended. */
export function runNode(args, options = {}) {
  const env = { NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "compile"), ...process.env };
  const child = spawn(pinnedNode(), args, { stdio: "inherit", env, ...options });
  // Whoever started this knows its pid only: `kill -USR2 $!` has to reach the arbiter.
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  process.on("SIGINT", () => void (hasTerminal() || child.kill("SIGINT")));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** A Ctrl-C reaches the child through the terminal's process group, too: passed on as well, it would be the second one. */
function hasTerminal() {
  const fields = readFileSync("/proc/self/stat", "latin1").split(") ").at(-1).split(" ");
  const [group, foregroundGroup] = [fields[2], fields[5]];
  return group === foregroundGroup;
}

function fingerprint() {
  const hash = createHash("sha256").update(process.arch);
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"])
    hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}
