// Which of Debian's programs are here, what each is for, and the line that installs the absent ones.
import { spawnSync } from "node:child_process";

export interface Prerequisite {
  readonly program: string;
  readonly package: string;
  /** What cannot be measured without it. */
  readonly needs: "everything" | "systems a and b" | "system a" | "TLS cases";
  readonly present: boolean;
}

// Debian's own interpreter by its path: a python3 found earlier in PATH has no python3-flask.
const CHECKS: readonly (Omit<Prerequisite, "present"> & { readonly probe: readonly string[] })[] = [
  { program: "wrk", package: "wrk", needs: "everything", probe: ["wrk", "-v"] },
  { program: "nginx", package: "nginx", needs: "systems a and b", probe: ["nginx", "-v"] },
  { program: "gunicorn", package: "gunicorn", needs: "system a", probe: ["/usr/bin/gunicorn", "--version"] },
  { program: "flask", package: "python3-flask", needs: "system a", probe: ["/usr/bin/python3", "-c", "import flask"] },
  { program: "openssl", package: "openssl", needs: "TLS cases", probe: ["openssl", "version"] },
];

/** Starts each program once, harmlessly, to see whether it is there. */
export function checkPrerequisites(): Prerequisite[] {
  return CHECKS.map(({ probe: [command = "", ...args], ...rest }) => ({
    ...rest,
    // wrk -v exits 1 on success, so only "could not be started" or a failed import count as absent.
    present: isPresent(command, args, rest.program),
  }));
}

function isPresent(command: string, args: string[], program: string): boolean {
  const { error, status } = spawnSync(command, args, { stdio: "ignore" });
  return error === undefined && (program === "wrk" || status === 0);
}

/** One line per absent program and the apt-get line that adds them all; empty when nothing is missing. */
export function describeMissing(checks: readonly Prerequisite[]): string {
  const missing = checks.filter(check => !check.present);
  if (missing.length === 0) return "";
  const lines = missing.map(check => `missing: ${check.program} (without it not measured: ${check.needs})`);
  return [...lines, `install: apt-get install -y ${missing.map(check => check.package).join(" ")}`, ""].join("\n");
}

/** Whether everything that `needs` names is present. */
export function can(checks: readonly Prerequisite[], needs: Prerequisite["needs"]): boolean {
  return checks.every(check => check.present || check.needs !== needs);
}
