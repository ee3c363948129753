// Listens on a Unix socket so that its path appears complete, with its mode, and goes only when it is still ours.
import { once } from "node:events";
import { chmod, mkdtemp, rename, rm, stat, unlink } from "node:fs/promises";
import type { Server } from "node:net";
import { dirname, join } from "node:path";
import { assertSocketPath } from "./paths.ts";

/**
 * Makes `server` listen on `path` with the permission bits `mode`, taking the place of any socket that is there.
 * Bound inside a private folder first: between bind(2) and chmod(2) nobody else can reach it, and a client never finds
 * half a socket. libuv unlinks the name that it bound when the server closes, not the one it was renamed to: call the
 * returned function after closing. It leaves the path alone when another process has taken it over since.
 */
export async function listenUnix(
  server: Server,
  path: string,
  mode: number,
  backlog = 511,
): Promise<() => Promise<void>> {
  assertSocketPath(path);
  const folder = await mkdtemp(`${dirname(path)}/.`);
  const temporary = join(folder, "s");
  try {
    server.listen({ path: temporary, backlog });
    await once(server, "listening");
    await chmod(temporary, mode);
    const own = await stat(temporary);
    await rename(temporary, path);
    return () => unlinkIfSame(path, own.dev, own.ino);
  } catch (error) {
    server.close();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unlinkIfSame(path: string, dev: number, ino: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.dev === dev && found.ino === ino) await unlink(path).catch(() => undefined);
}
