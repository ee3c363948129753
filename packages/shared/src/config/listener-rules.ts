// Rules of the listeners: each has an address that can be had, and no two have the same.
import { resolve } from "node:path";
import { messageOf } from "../errors.ts";
import { assertSocketPath } from "../paths.ts";
import { collide, isPrivateHost, parseBind, parseHostPort, type HostPort } from "./address.ts";
import { settingName } from "./faults.ts";
import type { Complain, IsSet } from "./rules.ts";
import type { Config } from "./schema.ts";

interface Listener {
  readonly path: readonly PropertyKey[];
  readonly text: string;
  readonly address: HostPort;
}

const HTTP = ["edge", "http"];
const HTTPS = ["edge", "https"];
const ADMIN = ["edge", "admin"];
const APP_ADMIN = ["app", "admin"];

export function checkListeners({ edge, app }: Config, isSet: IsSet, complain: Complain): void {
  const tlsOff = edge.tls.mode === "off";
  if (tlsOff && edge.https !== "" && isSet(HTTPS)) {
    complain(HTTPS, 'is set, but edge.tls.mode is "off"; choose another mode, or set it to ""');
  }
  if (edge.http === "" && (tlsOff || edge.https === "")) {
    complain(HTTP, "nothing listens: neither edge.http nor edge.https has an address");
  }
  const listeners = [
    ...hostPortListener(HTTP, edge.http, complain),
    ...hostPortListener(HTTPS, tlsOff ? "" : edge.https, complain),
    ...hostPortListener(ADMIN, edge.admin, complain),
    ...hostPortListener(APP_ADMIN, app.admin, complain),
    ...app.bind.flatMap((bind, index) => bindListener(["app", "bind", index], bind, app.bind.indexOf(bind), complain)),
  ];
  checkAdmin(listeners, complain);
  checkCollisions(listeners, isSet, complain);
}

function hostPortListener(path: readonly PropertyKey[], text: string, complain: Complain): Listener[] {
  if (text === "") return [];
  const address = parseHostPort(text);
  if (address !== undefined) return [{ path, text, address }];
  complain(path, `must be host:port, such as "0.0.0.0:8443" or "[::1]:8443", not ${JSON.stringify(text)}`);
  return [];
}

function bindListener(path: readonly PropertyKey[], text: string, first: number, complain: Complain): Listener[] {
  const address = parseBind(text);
  if (address === undefined) {
    complain(path, `must be "unix:/path/app.sock" or "127.0.0.1:8000", not ${JSON.stringify(text)}`);
    return [];
  }
  if (!("path" in address)) return [{ path, text, address }];
  if (first !== path.at(-1)) complain(path, `${JSON.stringify(text)} is bound twice`);
  try {
    assertSocketPath(resolve(address.path));
  } catch (error) {
    complain(path, `${messageOf(error)}; choose a shorter path`);
  }
  return [];
}

/** Metrics tell an attacker how far he is: never on an address that the internet reaches. */
function checkAdmin(listeners: readonly Listener[], complain: Complain): void {
  for (const { path, text, address } of listeners) {
    if ((path !== ADMIN && path !== APP_ADMIN) || isPrivateHost(address.host)) continue;
    complain(path, `must be a loopback or private address, such as "127.0.0.1:9464", not ${JSON.stringify(text)}`);
  }
}

/** The one that somebody wrote is blamed, not a default that it runs into. */
function checkCollisions(listeners: readonly Listener[], isSet: IsSet, complain: Complain): void {
  for (const [index, late] of listeners.entries()) {
    const early = listeners.slice(0, index).find(({ address }) => collide(address, late.address));
    if (early === undefined) continue;
    const [blamed, other] = isSet(early.path) && !isSet(late.path) ? [early, late] : [late, early];
    const { port } = blamed.address;
    complain(blamed.path, `port ${port} is taken by ${settingName(other.path)} (${other.text}); choose another`);
  }
}
