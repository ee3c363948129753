// The few system calls that Node has no API for, through node:ffi; loaded on first use, because it is experimental.
import { SeatstackError } from "./errors.ts";

/** fcntl(2): the lowest free descriptor from the third argument up, closed on exec. */
const F_DUPFD_CLOEXEC = 1030;
const AF_UNIX = 1;
/** socket(2) on Linux: a datagram socket that is closed on exec. */
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000;
const MSG_NOSIGNAL = 0x4000;
const SCHED_BATCH = 3;
/** struct sched_param: one int, the priority, which is 0. */
const SCHED_PARAM_BYTES = 4;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
/** prctl(2): whether orphans among our descendants become our children. */
const PR_GET_CHILD_SUBREAPER = 37;
const POLLFD_BYTES = 8;
const POLLOUT = 4;
const WNOHANG = 1;
const SIG_UNBLOCK = 1;
/** sigset_t of glibc: a bit per signal, from 1. */
const SIGSET_BYTES = 128;
const MAP_FAILED = 2n ** 64n - 1n;
const LOCK_EXCLUSIVE_NONBLOCKING = 2 | 4;

type Functions = ReturnType<typeof load>;
let functions: Functions | undefined;

/** Whether this Node can call into libc at all. */
export function hasFfi(): boolean {
  return process.getBuiltinModule("node:ffi") !== undefined;
}

/**
 * A second descriptor of the same open socket or file, owned by the caller. Each edge thread listens on its own:
 * closing a server closes its descriptor, and two handles on one number would close each other's.
 */
export function duplicateDescriptor(fd: number): number {
  const copy = libc().fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) throw new SeatstackError("BAD_DESCRIPTOR", `descriptor ${fd} cannot be duplicated`);
  return copy;
}

/** Sends one datagram to a Unix socket; a leading NUL in `path` is Linux's abstract namespace. False if it was not sent. */
export function sendUnixDatagram(path: Buffer, message: Buffer): boolean {
  const { socket, sendto, close } = libc();
  const fd = socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
  if (fd < 0) return false;
  const address = unixAddress(path);
  const sent = sendto(fd, message, BigInt(message.length), MSG_NOSIGNAL, address, address.length);
  close(fd);
  return sent === BigInt(message.length);
}

/**
 * The file's first `bytes` as memory that other processes see too (mmap(2), MAP_SHARED); undefined when the kernel refuses.
 * It stays mapped until the process ends: a view that outlives its mapping would end the process.
 */
export function mapShared(fd: number, bytes: number): ArrayBuffer | undefined {
  const ffi = process.getBuiltinModule("node:ffi");
  const address = libc().mmap(0n, BigInt(bytes), PROT_READ_WRITE, MAP_SHARED, fd, 0n);
  return address === MAP_FAILED ? undefined : ffi.toArrayBuffer(address, bytes, false);
}

/**
 * Puts the calling thread under SCHED_BATCH (sched(7)): it no longer interrupts whoever woke it. False where it may not.
 */
export function scheduleAsBatch(): boolean {
  return hasFfi() && libc().sched_setscheduler(0, SCHED_BATCH, Buffer.alloc(SCHED_PARAM_BYTES)) === 0;
}

/** Lets connections to a bound socket wait from now on (listen(2)), also where nobody accepts yet. False where it may not. */
export function listenDescriptor(fd: number, backlog: number): boolean {
  return libc().listen(fd, backlog) === 0;
}

/**
 * Takes the file's lock for its open descriptor (flock(2)) and all that are inherited from it; it goes when the last of them
 * is closed, however their processes end. False where somebody else has it.
 */
export function lockFile(fd: number): boolean {
  return libc().flock(fd, LOCK_EXCLUSIVE_NONBLOCKING) === 0;
}

/** Whether a write would not block, now or within `timeout` milliseconds (poll(2)); true also where it would fail. */
export function isWritable(fd: number, timeout = 0): boolean {
  // struct pollfd: int fd, short events, short revents; in host order.
  const entry = Buffer.alloc(POLLFD_BYTES);
  entry.writeInt32LE(fd, 0);
  entry.writeInt16LE(POLLOUT, 4);
  return libc().poll(entry, 1n, Math.ceil(timeout)) !== 0;
}

/** Whether orphans among this process's descendants become its children: it is pid 1 of a container, or a subreaper. */
export function inheritsOrphans(): boolean {
  if (process.pid === 1) return hasFfi();
  if (!hasFfi()) return false;
  const flag = Buffer.alloc(4);
  return libc().prctl(PR_GET_CHILD_SUBREAPER, flag, 0n, 0n, 0n) === 0 && flag.some(byte => byte !== 0);
}

/** Takes the exit status of a child that has ended, so that it is no zombie any more. False where there is none. */
export function reapChild(pid: number): boolean {
  return libc().waitpid(pid, 0n, WNOHANG) === pid;
}

/** Lets a signal reach the calling thread again (pthread_sigmask(3)). */
export function unblockSignal(signal: number): void {
  const set = Buffer.alloc(SIGSET_BYTES);
  set.writeUInt32LE(2 ** (signal - 1));
  libc().pthread_sigmask(SIG_UNBLOCK, set, 0n);
}

/** sockaddr_un: sun_family in host order, then the path; a named one ends in NUL, an abstract one by its length. */
function unixAddress(path: Buffer): Buffer {
  const abstract = path[0] === 0;
  const address = Buffer.alloc(2 + path.length + (abstract ? 0 : 1));
  new Uint16Array(address.buffer, address.byteOffset, 1)[0] = AF_UNIX;
  path.copy(address, 2);
  return address;
}

function libc(): Functions {
  functions ??= load();
  return functions;
}

function load() {
  const ffi = process.getBuiltinModule("node:ffi");
  if (ffi === undefined) throw new SeatstackError("NO_FFI", "this Node was built without node:ffi");
  return ffi.dlopen(null, {
    fcntl: { arguments: ["int32", "int32", "int32"], return: "int32" },
    socket: { arguments: ["int32", "int32", "int32"], return: "int32" },
    sendto: { arguments: ["int32", "pointer", "uint64", "int32", "pointer", "uint32"], return: "int64" },
    sched_setscheduler: { arguments: ["int32", "int32", "pointer"], return: "int32" },
    mmap: { arguments: ["pointer", "uint64", "int32", "int32", "int32", "int64"], return: "pointer" },
    listen: { arguments: ["int32", "int32"], return: "int32" },
    flock: { arguments: ["int32", "int32"], return: "int32" },
    prctl: { arguments: ["int32", "pointer", "uint64", "uint64", "uint64"], return: "int32" },
    waitpid: { arguments: ["int32", "pointer", "int32"], return: "int32" },
    pthread_sigmask: { arguments: ["int32", "pointer", "pointer"], return: "int32" },
    poll: { arguments: ["pointer", "uint64", "int32"], return: "int32" },
    close: { arguments: ["int32"], return: "int32" },
  }).functions;
}
