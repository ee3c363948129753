// What an arbiter gives to the program that it starts on USR2: its sockets, its lock, and the numbers to go on from.
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { hasFfi, duplicateDescriptor } from "@seatstack/shared/ffi";
import { closeSync } from "node:fs";
import { inherited, type Listener } from "./listeners.ts";
import type { UnixPath } from "./unix-socket.ts";

/** Not LISTEN_FDS: that is systemd's, with a pid that is not known before the start. gunicorn: GUNICORN_PID, GUNICORN_FD. */
export const HANDOVER_VARIABLE = "SEATSTACK_HANDOVER";

/** Both programs must mean the same by it. */
const VERSION = 1;

export interface Handover {
  readonly version: typeof VERSION;
  /** The old arbiter; who has another parent was not meant. */
  readonly pid: number;
  /** Of the new one's first workers. */
  readonly generation: number;
  /** Endpoints are numbered from here, so that routers never see a number twice. */
  readonly firstId: number;
  /** Number of the folder for the link sockets. */
  readonly links: number;
  /** Descriptor with the lock of the run folder. */
  readonly claim: number;
  readonly listeners: readonly HandedListener[];
}

export interface HandedListener {
  readonly fd: number;
  readonly name: string;
  readonly bind?: string | undefined;
  readonly path?: UnixPath | undefined;
}

/** Descriptors of the new program begin here: after the standard streams and the channel. */
const FIRST_FD = 4;

/** The message and the descriptors to inherit with it, in order from FIRST_FD. */
export function packHandover(
  facts: Omit<Handover, "version" | "claim" | "listeners">,
  claim: number,
  listeners: readonly Listener[],
): { readonly text: string; readonly fds: readonly number[] } {
  const handover: Handover = {
    ...facts,
    version: VERSION,
    claim: FIRST_FD,
    listeners: listeners.map(({ name, bind, path }, index) => ({ fd: FIRST_FD + 1 + index, name, bind, path })),
  };
  return { text: JSON.stringify(handover), fds: [claim, ...listeners.map(({ fd }) => fd)] };
}

/**
 * What this program was started with by another arbiter; undefined where it was not. It is taken out of `env`, so that no
 * child ever believes it. Throws BAD_HANDOVER.
 */
export function takeHandover(env: NodeJS.ProcessEnv, parent: number = process.ppid): Handover | undefined {
  const text = env[HANDOVER_VARIABLE];
  delete env[HANDOVER_VARIABLE];
  if (text === undefined) return undefined;
  const handover = parse(text);
  if (handover.pid !== parent) return undefined;
  return handover;
}

/** The listeners, closed on exec from now on, and the lock's descriptor. */
export function unpackHandover({ listeners, claim }: Handover): { listeners: readonly Listener[]; claim: number } {
  const own = hasFfi() ? duplicateDescriptor(claim) : claim;
  if (own !== claim) closeSync(claim);
  return { listeners: listeners.map(({ fd, name, bind, path }) => inherited(fd, name, bind, path)), claim: own };
}

function parse(text: string): Handover {
  try {
    const value = JSON.parse(text) as Handover;
    if (value.version === VERSION && Array.isArray(value.listeners)) return value;
  } catch {
    // Said below.
  }
  throw new SeatstackError("BAD_HANDOVER", "the program that started this one speaks another version of the handover", {
    fix: "Stop it and start this one anew.",
    exitCode: EXIT.failure,
  });
}
