// Keeps what a child writes to its channel from ending this process: Node throws at what is no JSON, and asserts at messages
// of its own kind that it did not expect. A child that was broken into, or a library that writes to a wrong descriptor,
// must cost that child only.
import type { ChildProcess } from "node:child_process";
import { messageOf } from "@seatstack/shared/errors";

/** Far more than any report; without a line's end Node would collect for ever. Bytes. */
const MAX_MESSAGE = 4 * 1024 * 1024;
const LF = 0x0a;

/** What libuv calls with each chunk that it has read; net does not document it. */
interface ChannelHandle {
  onread: (this: ChannelHandle, chunk: ArrayBuffer | undefined) => void;
}

/** To be called right after the start. `onFault`: the channel is of no use any more; the child is to be ended. */
export function guardChannel(child: ChildProcess, onFault: (fault: string) => void): void {
  // Only for descriptors and for node:cluster, neither of which we ever pass.
  child.removeAllListeners("internalMessage");
  const handle = handleOf(child);
  if (handle === undefined) return;
  const read = handle.onread;
  let unfinished = 0;
  let broken = false;
  handle.onread = chunk => {
    if (broken && chunk !== undefined) return;
    try {
      unfinished = chunk === undefined ? 0 : bytesBehindLastLine(chunk, unfinished);
      if (unfinished > MAX_MESSAGE) throw new Error("it is too long");
      read.call(handle, chunk);
    } catch (error) {
      broken = true;
      onFault(`it sent what is no message on its channel (${messageOf(error).slice(0, 100)})`);
    }
  };
}

function bytesBehindLastLine(chunk: ArrayBuffer, before: number): number {
  const end = new Uint8Array(chunk).lastIndexOf(LF);
  return end < 0 ? before + chunk.byteLength : chunk.byteLength - end - 1;
}

function handleOf(child: ChildProcess): ChannelHandle | undefined {
  const symbol = Object.getOwnPropertySymbols(child).find(({ description }) => description === "kChannelHandle");
  return symbol === undefined ? undefined : (child as unknown as Record<symbol, ChannelHandle | undefined>)[symbol];
}
