// The end of a log file, and what is appended to it afterwards, through truncation and rotation.
import { open, stat, type FileHandle } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const CHUNK = 64 * 1024;
const NEWLINE = 10;
/** More than this is not read back for the last lines, however long they are. Bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A place in a file that later reading goes on from. */
export interface TailPosition {
  readonly inode: number;
  readonly offset: number;
}

export interface Tail {
  /** The last whole lines, newlines included. */
  readonly text: string;
  readonly position: TailPosition;
}

/** The last `count` whole lines of the file. Rejects as open(2) does when there is none. */
export async function readTail(path: string, count: number): Promise<Tail> {
  const file = await open(path, "r");
  try {
    const { size, ino } = await file.stat();
    const bytes = await readBack(file, size, count);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const offset = size - (bytes.length - end);
    const whole = bytes.subarray(0, end);
    return { text: whole.toString("utf8", startOfLast(whole, count)), position: { inode: ino, offset } };
  } finally {
    await file.close();
  }
}

/** Enough of the end to hold `count` whole lines and the unfinished one behind them. */
async function readBack(file: FileHandle, size: number, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let start = size;
  let lines = 0;
  while (start > 0 && lines <= count && size - start < MOST_BYTES) {
    const length = Math.min(CHUNK, start);
    start -= length;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
    const chunk = buffer.subarray(0, bytesRead);
    for (const byte of chunk) if (byte === NEWLINE) lines += 1;
    chunks.unshift(chunk);
  }
  return Buffer.concat(chunks);
}

/** Where the last `count` lines of `bytes`, which end in a newline, begin. */
function startOfLast(bytes: Buffer, count: number): number {
  if (count === 0) return bytes.length;
  let at = bytes.length - 1;
  for (let lines = 0; lines < count && at >= 0; lines++) {
    at = at === 0 ? -1 : bytes.lastIndexOf(NEWLINE, at - 1);
  }
  return at + 1;
}

/**
 * Calls `onText` with whole lines as they are appended after `position`, until `signal` aborts. A file that was
 * replaced or cut is read from its beginning, after the rest of the old one.
 */
export async function followFile(
  path: string,
  position: TailPosition,
  onText: (text: string) => void,
  signal: AbortSignal,
  interval = 200,
): Promise<void> {
  let file: FileHandle | undefined = await openAt(path, position.inode);
  let offset = file === undefined ? 0 : position.offset;
  try {
    while (!signal.aborted) {
      file ??= await open(path, "r").catch(() => undefined);
      if (file !== undefined) {
        if ((await file.stat()).size < offset) offset = 0;
        offset = await readOn(file, offset, onText);
        if (await isReplaced(path, file)) {
          await readOn(file, offset, onText);
          await file.close();
          file = undefined;
          offset = 0;
          continue;
        }
      }
      await sleep(interval, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await file?.close();
  }
}

async function openAt(path: string, inode: number): Promise<FileHandle | undefined> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined || (await file.stat()).ino === inode) return file;
  await file.close();
  return undefined;
}

/** Replaced only once there is a file at `path` again: until then the old one is all there is. */
async function isReplaced(path: string, file: FileHandle): Promise<boolean> {
  const [now, held] = await Promise.all([stat(path).catch(() => undefined), file.stat()]);
  return now !== undefined && (now.ino !== held.ino || now.dev !== held.dev);
}

/** Reads whole lines from `offset` to the end; the offset behind the last of them. */
async function readOn(file: FileHandle, offset: number, onText: (text: string) => void): Promise<number> {
  let rest: Buffer = Buffer.alloc(0);
  let at = offset;
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, at);
    if (bytesRead === 0) return at - rest.length;
    at += bytesRead;
    const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) onText(bytes.toString("utf8", 0, end));
    rest = bytes.subarray(end);
  }
}
