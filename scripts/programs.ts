// Programs that some tests and the benchmark compare with or run in, and the Debian packages they come in.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

interface Program {
  /** Present when one of these files is. */
  readonly files: readonly string[];
  readonly package: string;
}

const PROGRAMS: readonly Program[] = [
  { files: ["/usr/sbin/nginx"], package: "nginx-light" },
  { files: ["/usr/sbin/haproxy"], package: "haproxy" },
  { files: ["/usr/bin/gunicorn"], package: "gunicorn" },
  { files: ["/usr/lib/python3/dist-packages/flask"], package: "python3-flask" },
  { files: ["/usr/bin/wrk"], package: "wrk" },
  { files: ["/usr/bin/systemd-nspawn"], package: "systemd-container" },
  { files: ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"], package: "iproute2" },
  { files: ["/usr/bin/strip"], package: "binutils" },
];

/** As root on Debian: adds what is missing. A failure is told and costs only the tests that need the program. */
export function installPrograms(): void {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  const missing = PROGRAMS.filter(({ files }) => !files.some(file => existsSync(file))).map(program => program.package);
  if (missing.length === 0) return;
  process.stdout.write(`installing ${missing.join(" ")} (once)\n`);
  if (aptGet(["update", "-qq"]) && aptGet(["install", "-y", "-qq", "--no-install-recommends", ...missing])) return;
  process.stdout.write(`could not install them: tests that need one are skipped by name\n`);
}

function aptGet(args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env }).status === 0;
}
