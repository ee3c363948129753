// The certificates that the settings ask for, from wherever their mode has them.
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import type { Config } from "@seatstack/shared/config/schema";
import type { CertificateSet } from "./certificates.ts";
import { fileCertificates } from "./file-certificates.ts";
import { selfSigned } from "./self-signed.ts";

/** Undefined for mode off. Throws a SeatstackError (exit 2) that names the file and the fault. */
export function loadCertificates(config: Config, folder: string): CertificateSet | undefined {
  const { tls } = config.edge;
  switch (tls.mode) {
    case "off":
      return undefined;
    case "files":
      return fileCertificates(tls.certificates);
    case "self-signed":
      if (tls.names.length > 0) return selfSigned(folder, tls.names, new Date());
      throw new SeatstackError("TLS_NO_NAMES", "edge.tls.names is empty, a certificate needs a name", {
        fix: 'Set edge.tls.names, for example ["localhost", "127.0.0.1"].',
        exitCode: EXIT.badSetting,
      });
    default:
      return tls.mode satisfies never;
  }
}
