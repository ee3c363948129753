// Swaps certificates without a signal: files that somebody renewed, and our own before it ends.
import type { Config } from "@seatstack/shared/config/schema";
import type { CertificateSet } from "./certificates.ts";
import { fingerprint } from "./file-certificates.ts";
import { isDue } from "./self-signed.ts";

/** Polling sees what inotify does not: a renamed folder, a symlink of certbot's `live/` that points elsewhere. */
const INTERVAL = 10_000;

/** Calls `onChange` after the files in use changed or the self-signed certificate is due. Returns what stops it. */
export function watchCertificates(
  config: () => Config,
  certificates: () => CertificateSet | undefined,
  onChange: () => void,
): () => void {
  let before = fingerprint(config().edge.tls.certificates);
  const timer = setInterval(() => {
    const { mode, certificates: files } = config().edge.tls;
    const now = fingerprint(files);
    const current = certificates();
    const changed = mode === "files" && now !== before;
    before = now;
    if (changed || (mode === "self-signed" && current !== undefined && isDue(current, new Date()))) onChange();
  }, INTERVAL);
  timer.unref();
  return () => clearInterval(timer);
}
