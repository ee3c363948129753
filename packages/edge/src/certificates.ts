// The certificates of the edge, wherever they come from, in the form that threads take them.

export interface CertificateEntry {
  /** PEM, the leaf first. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** Lower-case DNS names, `*.` for wildcards. */
  readonly names: readonly string[];
}

export interface CertificateSet {
  readonly mode: "self-signed" | "files";
  /** The first is the default. */
  readonly entries: readonly [CertificateEntry, ...CertificateEntry[]];
  /** ISO date of the earliest end. */
  readonly expires: string;
}
