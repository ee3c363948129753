// Which requests may be sent twice: RFC 9110, 9.2.1 (safe) and 9.2.2 (idempotent).

/** Changes nothing by definition, so that a second copy beside a first one does no harm. */
export function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS" || method === "TRACE";
}

/** May be repeated when it is not known whether the first one was carried out. */
export function isIdempotent(method: string): boolean {
  return isSafe(method) || method === "PUT" || method === "DELETE";
}
