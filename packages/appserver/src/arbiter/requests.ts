// Answers the control socket: each request is one command to the arbiter and one reply.
import type { ControlClient } from "@seatstack/shared/control/server";
import type { AppStatus, ControlReply, ControlRequest } from "@seatstack/shared/control/protocol";
import { messageOf, type SeatstackError } from "@seatstack/shared/errors";
import type { StopMode } from "./stop.ts";
import type { Subscribers } from "./subscribers.ts";

/** What the arbiter does on request. */
export interface Commands {
  readonly subscribers: Subscribers;
  /** Web workers wanted. */
  readonly target: number;
  status(): Promise<AppStatus>;
  /** Returns what came of it. */
  scale(workers: number): number;
  /** Prometheus text. */
  metrics(): Promise<string>;
  /** Returns why not, if so. */
  reload(): SeatstackError | undefined;
  /** Resolves when no reload is under way (any more): with why the old workers stayed, if they did. */
  reloaded(): Promise<SeatstackError | undefined>;
  /** Starts a new program beside this one; returns why not, if so. */
  upgrade(): SeatstackError | undefined;
  reopen(): void;
  /** Lets every worker go gracefully; the front keeps the sockets, and requests wait. A reload or `scale` ends it. */
  rest(): void;
  stop(mode: StopMode): void;
}

export function answerRequest(commands: Commands, request: ControlRequest, client: ControlClient): void {
  switch (request.op) {
    case "status":
      return later(client, async () => ({ ok: true, status: await commands.status() }));
    case "metrics":
      return later(client, async () => ({ ok: true, metrics: await commands.metrics() }));
    case "endpoints":
      return client.onClose(commands.subscribers.add(endpoints => client.reply({ ok: true, endpoints })));
    case "scale":
      return client.reply({ ok: true, message: `workers: ${commands.scale(request.workers)}` });
    case "reload":
      return reload(commands, client, request.wait === true);
    case "upgrade":
      return client.reply(outcome(commands.upgrade(), "upgrade: starting the new program beside this one"));
    case "reopen":
      commands.reopen();
      return client.reply({ ok: true, message: "log files reopened" });
    case "stop":
      client.reply({ ok: true, message: `stopping (${request.mode})` });
      return commands.stop(request.mode);
    default:
      request satisfies never;
  }
}

function reload(commands: Commands, client: ControlClient, wait: boolean): void {
  const error = commands.reload();
  if (error !== undefined || !wait) {
    return client.reply(outcome(error, "reload: replacing the workers one at a time"));
  }
  return later(client, async () => outcome(await commands.reloaded(), "reload finished: all workers are new"));
}

function later(client: ControlClient, reply: () => Promise<ControlReply>): void {
  void reply().then(
    message => client.reply(message),
    (error: unknown) => client.reply({ ok: false, code: "INTERNAL", message: messageOf(error) }),
  );
}

function outcome(error: SeatstackError | undefined, message: string): ControlReply {
  if (error === undefined) return { ok: true, message };
  const { code, fix } = error;
  return { ok: false, code, message: error.message, ...(fix === undefined ? {} : { fix }) };
}
