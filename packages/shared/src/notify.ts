// sd_notify(3): tells systemd how far a Type=notify service is. Does nothing where systemd did not start us.
import { spawn } from "node:child_process";
import { hasFfi, sendUnixDatagram } from "./ffi.ts";

/**
 * Sends `state`, such as "READY=1" or "STOPPING=1". NOTIFY_SOCKET names a Unix datagram socket, which Node cannot
 * send to by itself; without node:ffi the systemd-notify program does it, which the units permit by NotifyAccess=all.
 * A failure is silent: systemd's own time-out reports it better than we could.
 */
export function notify(state: string, env: NodeJS.ProcessEnv = process.env): void {
  const socket = env["NOTIFY_SOCKET"];
  if (socket === undefined || socket === "") return;
  if (hasFfi()) sendUnixDatagram(Buffer.from(socket.replace(/^@/, "\0")), Buffer.from(state));
  else spawn("systemd-notify", [state], { stdio: "ignore", env }).on("error", () => undefined);
}
