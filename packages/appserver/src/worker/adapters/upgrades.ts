// Upgrades (WebSocket) as node-style code takes them: a request, a raw socket, and the bytes that came with the head.
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { IncomingBody, Reply } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import type { Logger } from "@seatstack/shared/logger";
import { candidates } from "../detect.ts";
import { makeIncoming } from "../http/incoming.ts";
import { UpgradeSocket } from "../http/upgrade-socket.ts";
import type { LoadedApp } from "../loaded-app.ts";
import { fail } from "../serve.ts";
import { callListeners } from "./listeners.ts";

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => unknown;
type Upgrade = NonNullable<LoadedApp["upgrade"]>;

export interface UpgradeParts {
  readonly head: RequestHead;
  readonly body: IncomingBody;
  readonly reply: Reply;
  readonly log: Logger;
}

/** What the client sends before it has the 101 is kept back by the front. */
const NOTHING = Buffer.alloc(0);

/**
 * The app with upgrades, where it has none of its own kind: an exported `upgrade(req, socket, head)`, else the
 * listeners of the server that it told to listen, which may be long after it was loaded.
 */
export function withUpgrades(
  app: LoadedApp,
  exported: object,
  listening: () => Server | undefined,
  log: Logger,
): LoadedApp {
  const own = exportedUpgrade(exported);
  if (own) return { ...app, upgrade: listenerUpgrade(own, log) };
  return app.upgrade ? app : { ...app, upgrade: serverUpgrade(listening, app, log) };
}

/** The listeners of a server. One without any gets upgrades as requests, as Node's own servers do. */
export function serverUpgrade(find: () => Server | undefined, app: LoadedApp, log: Logger): Upgrade {
  return (head, body, reply) => {
    const server = find();
    if (server === undefined || server.listenerCount("upgrade") === 0) return app.handle(head, body, reply);
    const { request, socket } = makeUpgrade(head, body, reply, log);
    socket.server = server;
    if (!wantsUpgrade(server, request)) return app.handle(head, body, reply);
    run(() => callListeners(server, "upgrade", [request, socket, NOTHING]), socket);
  };
}

/** The server's option of that name; before Node had it, and by default, a listener decides. */
function wantsUpgrade(server: Server, request: IncomingMessage): boolean {
  const { shouldUpgradeCallback: wants } = server as { shouldUpgradeCallback?: (request: IncomingMessage) => boolean };
  return wants?.call(server, request) ?? true;
}

/** An app's failure, sync or async, is the end of this connection only. */
function run(upgrade: () => unknown, socket: UpgradeSocket): void {
  try {
    const pending = upgrade();
    if (pending instanceof Promise) pending.catch((error: unknown) => socket.fail(error));
  } catch (error) {
    socket.fail(error);
  }
}

function exportedUpgrade(exported: object): UpgradeListener | undefined {
  const owners = [exported, ...candidates(exported).filter(candidate => typeof candidate === "object")];
  const owner = owners.find(candidate => typeof (candidate as { upgrade?: unknown }).upgrade === "function");
  if (owner === undefined) return undefined;
  const { upgrade } = owner as { upgrade: UpgradeListener };
  return (request, socket, head) => upgrade.call(owner, request, socket, head);
}

function listenerUpgrade(listener: UpgradeListener, log: Logger): Upgrade {
  return (head, body, reply) => {
    const { request, socket } = makeUpgrade(head, body, reply, log);
    run(() => listener(request, socket, NOTHING), socket);
  };
}

/** Our own contract: the request is a light one, the socket the same. */
export function applicationUpgrade(upgrade: (socket: UpgradeSocket) => unknown, parts: UpgradeParts): void {
  const { head, body, reply, log } = parts;
  const socket = new UpgradeSocket(head, body, reply, error => fail(error, head, reply, log));
  run(() => upgrade(socket), socket);
}

function makeUpgrade(
  head: RequestHead,
  body: IncomingBody,
  reply: Reply,
  log: Logger,
): { readonly request: IncomingMessage; readonly socket: UpgradeSocket } {
  const socket = new UpgradeSocket(head, body, reply, error => fail(error, head, reply, log));
  return { request: makeIncoming(head, body, socket), socket };
}
