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
  /** Returns why not, if so. */
  reload(): SeatstackError | undefined;
  reopen(): void;
  stop(mode: StopMode): void;
}

export function answerRequest(commands: Commands, request: ControlRequest, client: ControlClient): void {
  switch (request.op) {
    case "status":
      void commands.status().then(
        status => client.reply({ ok: true, status }),
        (error: unknown) => client.reply({ ok: false, code: "INTERNAL", message: messageOf(error) }),
      );
      return;
    case "endpoints":
      return client.onClose(commands.subscribers.add(endpoints => client.reply({ ok: true, endpoints })));
    case "scale":
      return client.reply({ ok: true, message: `workers: ${commands.scale(request.workers)}` });
    case "reload":
      return client.reply(reloadReply(commands.reload()));
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

function reloadReply(error: SeatstackError | undefined): ControlReply {
  if (!error) return { ok: true, message: "reload: replacing the workers one at a time" };
  const { code, message, fix } = error;
  return { ok: false, code, message, ...(fix === undefined ? {} : { fix }) };
}
