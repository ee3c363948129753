// Opens files in folders that somebody with fewer rights may write to: what lies there may be a pipe, a link, or a device.
import { closeSync, constants, fstatSync, openSync } from "node:fs";

/** A pipe would keep the opener waiting for its other end; a link would lead elsewhere. */
const CAREFUL = constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** `access`: O_RDONLY or O_RDWR. Throws the system's error, or ENOTSUP for what is no regular file. The caller closes it. */
export function openPlainFile(path: string, access: number = constants.O_RDONLY): number {
  const fd = openSync(path, access | CAREFUL);
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw Object.assign(new Error(`${path} is no regular file`), { code: "ENOTSUP" });
}
