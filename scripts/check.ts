// Types, lint and format in one go; prints each tool's own output only when it fails.
import { spawnSync } from "node:child_process";

const checks: [name: string, command: string, args: string[]][] = [
  ["types", "node_modules/.bin/tsc", ["--noEmit", "-p", "tsconfig.json"]],
  ["lint", "node_modules/.bin/oxlint", ["--type-aware", "--deny-warnings", "."]],
  ["format", "node_modules/.bin/prettier", ["--check", "--log-level=warn", "."]],
];

let failed = 0;
for (const [name, command, args] of checks) {
  const result = spawnSync(command, args, { encoding: "utf8" });
  const ok = result.status === 0;
  if (!ok) failed += 1;
  process.stdout.write(`${ok ? "ok" : "FAILED"}  ${name}\n${ok ? "" : `${result.stdout}${result.stderr}`}`);
}
process.exitCode = failed === 0 ? 0 : 1;
