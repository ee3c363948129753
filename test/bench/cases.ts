// What is measured: four kinds of response, each plain and over TLS.

export interface Case {
  readonly name: string;
  readonly path: string;
  readonly tls: boolean;
  /** Answered by the front server from a file; the application is not asked. */
  readonly isStatic: boolean;
}

const KINDS = [
  { name: "page", path: "/", isStatic: false },
  { name: "ok", path: "/ok", isStatic: false },
  { name: "static-4k", path: "/static/small.css", isStatic: true },
  { name: "static-100k", path: "/static/large.js", isStatic: true },
];

export const CASES: readonly Case[] = KINDS.flatMap(kind => [
  { ...kind, tls: false },
  { ...kind, name: `${kind.name}-tls`, tls: true },
]);
