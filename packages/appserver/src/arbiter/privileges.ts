// Who the arbiter's children run as: `user` and `group`, looked up as getpwnam(3) does in files, and the refusal of root.
import { readFileSync } from "node:fs";
import type { Config } from "@seatstack/shared/config/schema";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";

/** What a child becomes. Its supplementary groups are dropped: libuv calls setgroups(0, NULL) before setgid and setuid. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  /** USER, LOGNAME and HOME of that user, so that nothing is looked for in root's home. */
  readonly env: Readonly<Record<string, string>>;
}

/** This process and the machine's users, passed in so that a test can be anybody. */
export interface Accounts {
  readonly uid: number;
  readonly gid: number;
  /** Contents of /etc/passwd and /etc/group. */
  readonly passwd: string;
  readonly group: string;
}

type Wanted = Pick<Config["app"], "user" | "group" | "allow_root">;

interface User {
  readonly name: string;
  readonly uid: number;
  /** Undefined for a number that no user has. */
  readonly gid: number | undefined;
  readonly home: string | undefined;
}

/** POSIX portable user names never begin with a digit, so digits are an id. */
const NUMERIC = /^\d{1,10}$/;
/** (uid_t) -1 means "leave it" to setresuid(2). */
const LARGEST_ID = 2 ** 32 - 2;

/**
 * Undefined: children run as the arbiter itself does. Throws RUNS_AS_ROOT, NOT_ROOT, UNKNOWN_USER or UNKNOWN_GROUP, each
 * with exit code 2.
 */
export function childIdentity(app: Wanted, accounts: Accounts = thisProcess()): Identity | undefined {
  const user = app.user === "" ? undefined : findUser(app.user, accounts.passwd);
  const uid = user?.uid ?? accounts.uid;
  const gid = app.group === "" ? ownGroup(user, accounts) : findGroup(app.group, accounts.group);
  if (accounts.uid !== 0) return assertOwn(app, accounts, uid, gid);
  if (uid === 0 && !app.allow_root) throw runsAsRoot();
  if (uid === 0 && gid === accounts.gid) return undefined;
  return { uid, gid, env: user === undefined ? {} : userEnvironment(user) };
}

function thisProcess(): Accounts {
  const [uid, gid] = [process.geteuid?.() ?? -1, process.getegid?.() ?? -1];
  return { uid, gid, passwd: contents("/etc/passwd"), group: contents("/etc/group") };
}

/** A container may have no such file; numeric ids work there. */
function contents(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Somebody else's identity takes root; one's own needs nothing. */
function assertOwn(app: Wanted, accounts: Accounts, uid: number, gid: number): undefined {
  if (uid === accounts.uid && gid === accounts.gid) return undefined;
  const [setting, value] = uid === accounts.uid ? ["app.group", app.group] : ["app.user", app.user];
  throw new SeatstackError("NOT_ROOT", `${setting} is "${value}", but only root can start children as somebody else`, {
    fix: `Start the app tier as root, or remove ${setting}.`,
    exitCode: EXIT.badSetting,
  });
}

function ownGroup(user: User | undefined, accounts: Accounts): number {
  if (user === undefined) return accounts.gid;
  if (user.gid !== undefined) return user.gid;
  throw new SeatstackError("UNKNOWN_GROUP", `app.user: nobody has the id ${user.uid}, so its group is not known`, {
    fix: "Set app.group, too.",
    exitCode: EXIT.badSetting,
  });
}

/** passwd(5): name:password:uid:gid:gecos:home:shell. */
function findUser(wanted: string, passwd: string): User {
  const users = entries(passwd).map(([name = "", , uid, gid, , home]) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    home,
  }));
  const found = users.find(user => (NUMERIC.test(wanted) ? user.uid === Number(wanted) : user.name === wanted));
  if (found !== undefined) return found;
  if (isId(wanted)) return { name: wanted, uid: Number(wanted), gid: undefined, home: undefined };
  throw unknown("UNKNOWN_USER", `app.user: this machine has no user "${wanted}"`, `useradd --system ${wanted}`);
}

/** group(5): name:password:gid:members. */
function findGroup(wanted: string, group: string): number {
  if (isId(wanted)) return Number(wanted);
  const found = entries(group).find(([name]) => name === wanted);
  if (found !== undefined) return Number(found[2]);
  throw unknown("UNKNOWN_GROUP", `app.group: this machine has no group "${wanted}"`, `groupadd --system ${wanted}`);
}

function entries(text: string): string[][] {
  return text
    .split("\n")
    .filter(line => line.includes(":"))
    .map(line => line.split(":"));
}

function isId(text: string): boolean {
  return NUMERIC.test(text) && Number(text) <= LARGEST_ID;
}

function userEnvironment({ name, home }: User): Record<string, string> {
  return { USER: name, LOGNAME: name, HOME: home === undefined || home === "" ? "/" : home };
}

function unknown(code: string, message: string, command: string): SeatstackError {
  return new SeatstackError(code, message, {
    fix: `Correct the name, or make it: ${command}`,
    exitCode: EXIT.badSetting,
  });
}

function runsAsRoot(): SeatstackError {
  return new SeatstackError("RUNS_AS_ROOT", "started as root, and app.user does not say whom the workers run as", {
    fix: 'Set app.user, for example "www-data". If they must be root: app.allow_root = true.',
    exitCode: EXIT.badSetting,
  });
}
