// A worker's measures in a file that it has mapped into memory: what it counted is there after a SIGKILL, to the last
// request, while its last report may be a second old.
import { closeSync, ftruncateSync, openSync, readSync } from "node:fs";
import { hasFfi, mapShared } from "@seatstack/shared/ffi";
import { openPlainFile } from "@seatstack/shared/plain-file";
import { MEASURES_BYTES, readLoad, type Load } from "./measures.ts";

/** One page. */
const BYTES = 4096;

/** The file that belongs to a link socket. */
export const measuresPath = (socketPath: string): string => `${socketPath}.measures`;

/** Memory for Measures, zeros; undefined where nothing can be mapped: then only reports tell of them. */
export function mapMeasures(socketPath: string): ArrayBuffer | undefined {
  if (!hasFfi()) return undefined;
  const fd = openSync(measuresPath(socketPath), "w+", 0o600);
  try {
    ftruncateSync(fd, BYTES);
    return mapShared(fd, BYTES);
  } finally {
    closeSync(fd);
  }
}

/** What a worker that is gone had counted; undefined where there is nothing to read. Never throws. */
export function readMeasures(socketPath: string): Load | undefined {
  const memory = new ArrayBuffer(MEASURES_BYTES);
  try {
    const fd = openPlainFile(measuresPath(socketPath));
    try {
      if (readSync(fd, new Uint8Array(memory), 0, MEASURES_BYTES, 0) !== MEASURES_BYTES) return undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    // No such file: another kind of child, or a machine without node:ffi.
    return undefined;
  }
  const load = readLoad(memory);
  return isSane(load) ? load : undefined;
}

/** An app can write to its own memory: what makes no sense must not spoil the sums. */
function isSane({ requests, queueTime, responseTime }: Load): boolean {
  const numbers = [requests, queueTime.sum, responseTime.sum, ...queueTime.counts, ...responseTime.counts];
  return numbers.every(number => number >= 0 && Number.isFinite(number));
}
