// Response headers that belong to one connection.

/** RFC 9110 section 7.6.1; and `date`, which whoever writes to the client makes. */
export const NOT_END_TO_END: ReadonlySet<string> = new Set([
  "connection",
  "date",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
