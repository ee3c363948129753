// The files all systems share: the page's data, the static files, the certificate.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Fixtures {
  /** The benchmark's temporary folder. */
  readonly dir: string;
  /** JSON of the page's variables. */
  readonly data: string;
  /** Folder served under /static/. */
  readonly static: string;
  /** One key and certificate for every server, so that TLS costs both sides the same; undefined without openssl. */
  readonly tls: { readonly cert: string; readonly key: string; readonly kind: string } | undefined;
}

const ROWS = 50;
const SMALL_BYTES = 4_608;
const LARGE_BYTES = 102_400;
// With characters that autoescaping must touch.
const TITLES = [
  "Data Structures & Algorithms",
  'Logic <Honours> "A"',
  "Systems' Programming",
  "Calculus II",
  "Databases",
];
const NAMES = ["A. Turing", "G. Hopper", "M. O'Neil", "E. Dijkstra", "B. Liskov", "D. Knuth", "R. Perlman"];

/** Writes everything into `dir`. Same bytes on every run, but for the key. */
export function writeFixtures(dir: string, withTls: boolean): Fixtures {
  const data = join(dir, "page.json");
  writeFileSync(data, JSON.stringify(pageData()));
  const folder = join(dir, "static");
  mkdirSync(folder);
  writeFileSync(join(folder, "small.css"), fill("a { color: #123456 }\n", SMALL_BYTES));
  writeFileSync(join(folder, "large.js"), fill("export const seat = 12345;\n", LARGE_BYTES));
  return { dir, data, static: folder, tls: withTls ? makeCertificate(dir) : undefined };
}

/** The landing page's variables: 50 sections, the site's name and its links. */
export function pageData(): object {
  const sections = Array.from({ length: ROWS }, (_, row) => ({
    id: row + 1,
    crn: 10_000 + row * 37,
    course: `CS ${1000 + row * 50}`,
    title: TITLES[row % TITLES.length],
    instructor: NAMES[row % NAMES.length],
    capacity: 40 + (row % 5) * 20,
    enrolled: 40 + (row % 5) * 20 - (row % 4),
    open: row % 4,
  }));
  const links = ["Search", "Terms", "Status", "Sign in"].map(text => ({ text, href: `/${text.toLowerCase()}` }));
  return { site: "Seats & Co", term: "fall 2026", poll_seconds: 15, links, sections };
}

function fill(line: string, bytes: number): string {
  return line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
}

function makeCertificate(dir: string): NonNullable<Fixtures["tls"]> {
  const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2"];
  const keyType = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  execFileSync("openssl", ["req", "-x509", ...keyType, "-keyout", key, "-out", cert, ...subject], { stdio: "pipe" });
  return { cert, key, kind: "ECDSA P-256" };
}
