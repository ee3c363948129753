// The unit files for given settings: the templates of deploy/systemd with their blanks filled in.
import { isIP } from "node:net";
import { parseBind, parseHostPort, type HostPort } from "@seatstack/shared/config/address";
import type { Config } from "@seatstack/shared/config/schema";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import type { Paths } from "@seatstack/shared/paths";

export interface UnitInputs {
  readonly config: Config;
  readonly paths: Paths;
  /** Path of the installed executable. */
  readonly executable: string;
  /** Of both tiers' command lines. */
  readonly args: readonly string[];
  /** Reads a template of deploy/systemd. */
  readonly template: (name: string) => string;
}

/** On top of what a tier's own graceful stop may take. */
const STOP_MARGIN_SECONDS = 10;
/** The probe of preload_app, the workers, and once more after a failure. */
const BOOTS = 3;

/** User and group of the app's service; deploy/systemd names them. */
export const APP_USER = "seatstack-app";
export const SERVICES = ["seatstack-app.service", "seatstack-edge.service"] as const;
export const SOCKETS = ["seatstack-app.socket", "seatstack-edge-http.socket", "seatstack-edge-https.socket"] as const;

/** Contents by unit name. Sockets whose listener is switched off are absent. */
export function renderUnits(inputs: UnitInputs): ReadonlyMap<string, string> {
  const { config } = inputs;
  const units = new Map<string, string>();
  const add = (name: string, values: Readonly<Record<string, string>>): void => {
    units.set(name, fill(inputs.template(name), values));
  };
  const edgeSockets = edgeListeners(config);
  for (const { name, listen } of edgeSockets) {
    add(name, { LISTEN: listen, BACKLOG: String(config.edge.backlog) });
  }
  add("seatstack-app.socket", {
    LISTEN_LINES: bindLines(inputs),
    BACKLOG: String(config.app.backlog),
    SOCKET_MODE: (0o666 & ~config.app.umask).toString(8).padStart(4, "0"),
  });
  const common = { EXECUTABLE: inputs.executable, ARGUMENTS: inputs.args.map(quoteArgument).join(" ") };
  add("seatstack-app.service", {
    ...common,
    APP_START_SECONDS: String(Math.ceil((BOOTS * config.app.boot_timeout) / 1000)),
    APP_STOP_SECONDS: stopSeconds(config.app.graceful_timeout),
  });
  add("seatstack-edge.service", {
    ...common,
    EDGE_STOP_SECONDS: stopSeconds(config.edge.timeouts.stop),
    EDGE_SOCKETS: edgeSockets.map(({ name }) => name).join(" "),
  });
  return units;
}

function edgeListeners({ edge }: Config): { name: (typeof SOCKETS)[number]; listen: string }[] {
  const http = parseHostPort(edge.http);
  const https = edge.tls.mode === "off" ? undefined : parseHostPort(edge.https);
  return [
    ...(http ? [{ name: "seatstack-edge-http.socket" as const, listen: listenStream(http, "edge.http") }] : []),
    ...(https ? [{ name: "seatstack-edge-https.socket" as const, listen: listenStream(https, "edge.https") }] : []),
  ];
}

function bindLines({ config, paths }: UnitInputs): string {
  const binds = config.app.bind.length > 0 ? config.app.bind : [`unix:${paths.app.bind}`];
  return binds
    .map(parseBind)
    .filter(bind => bind !== undefined)
    .map(bind => `ListenStream=${"path" in bind ? escapePercent(bind.path) : listenStream(bind, "app.bind")}`)
    .join("\n");
}

/** systemd.socket(5) takes addresses, not names; a port alone is every address of both families. */
function listenStream({ host, port }: HostPort, setting: string): string {
  if (host === "") return String(port);
  const address = host === "localhost" ? "127.0.0.1" : host;
  if (isIP(address) === 6) return `[${address}]:${port}`;
  if (isIP(address) === 4) return `${address}:${port}`;
  throw new SeatstackError("NAME_NOT_ADDRESS", `${setting}: systemd listens on addresses, not on the name ${host}`, {
    fix: "Write the address instead of the name.",
    exitCode: EXIT.badSetting,
  });
}

function stopSeconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1000) + STOP_MARGIN_SECONDS);
}

/** systemd.service(5), "Command lines": C-style quotes; % and $ would be expanded. */
function quoteArgument(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("$", "$$$$");
  return `"${escapePercent(escaped)}"`;
}

function escapePercent(text: string): string {
  return text.replaceAll("%", "%%");
}

/** `@NAME@` stands for a value; @system-service and its like are systemd's own and in lower case. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/@([A-Z_]+)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`unit template has a blank @${name}@ that nothing fills`);
    return value;
  });
}
