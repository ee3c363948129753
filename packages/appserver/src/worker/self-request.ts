// A worker's first request is its own: sent over its link socket, as a router would, before anybody routes to it.
import { connect } from "node:net";
import { codeOf, EXIT, SeatstackError } from "@seatstack/shared/errors";
import { FrameDecoder, type FrameSink } from "@seatstack/shared/link/decoder";
import { protocolError } from "@seatstack/shared/link/errors";
import { parseHello } from "@seatstack/shared/link/hello";
import { FRAME, type RequestHead } from "@seatstack/shared/link/protocol";
import { FrameWriter } from "@seatstack/shared/link/writer";
import type { Logger } from "@seatstack/shared/logger";

const STREAM = 1;
/** nginx's upstream checks and Kubernetes' probes take any answer that is no server error; a login's redirect is fine. */
const FIRST_FAILURE = 500;

/**
 * GET of `path` (origin form) to the worker that listens on `socketPath`. Resolves when it answered below 500; its body
 * is not read. Rejects with SELF_REQUEST (exit 3): 500 and above, a reset, no answer within `timeoutMs`.
 */
export async function selfRequest(socketPath: string, path: string, timeoutMs: number, log: Logger): Promise<void> {
  const status = await ask(socketPath, path, timeoutMs);
  if (status >= FIRST_FAILURE) throw failed(path, `answered ${status}`);
  log.debug({ path, status }, "the worker answered its own request");
}

function ask(socketPath: string, path: string, timeoutMs: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const socket = connect({ path: socketPath });
  const writer = new FrameWriter(socket);
  const fail = (what: string): void => reject(failed(path, what));
  const timer = setTimeout(() => fail(`had no answer within ${timeoutMs / 1000} s`), timeoutMs);
  const decoder = new FrameDecoder();
  const sink = answerSink(() => writer.request(STREAM, requestHead(path, timeoutMs), 0, false, true), resolve, fail);
  socket.on("data", (chunk: Buffer) => {
    try {
      decoder.push(chunk, sink);
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
  socket.on("error", error => fail(`could not be sent (${codeOf(error) ?? error.message})`));
  socket.on("close", () => fail("lost its connection"));
  return promise.finally(() => {
    clearTimeout(timer);
    decoder.stop();
    writer.close();
    // What an endless answer still sends is cancelled by that.
    socket.destroy();
  });
}

/** Sends at HELLO, and is done at the head of the answer. */
function answerSink(send: () => void, onStatus: (status: number) => void, fail: (what: string) => void): FrameSink {
  return {
    onFrame(type, _flags, _stream, buffer, start, end) {
      switch (type) {
        case FRAME.HELLO:
          parseHello(buffer.toString("utf8", start, end));
          return send();
        case FRAME.RESPONSE:
          return onStatus(buffer.readUInt16BE(start));
        case FRAME.RESET:
          return fail(`was given up: ${buffer.toString("latin1", start, end)}`);
        case FRAME.BUSY:
          return fail("found no free slot");
        case FRAME.DRAIN:
          return fail("found the worker stopping");
        case FRAME.BODY:
        case FRAME.PONG:
        case FRAME.WINDOW:
          return;
        default:
          throw protocolError(`frame of type ${type} to a self-request`);
      }
    },
  };
}

function requestHead(path: string, deadline: number): RequestHead {
  return {
    method: "GET",
    target: path,
    scheme: "http",
    host: "localhost",
    remoteAddress: "127.0.0.1",
    id: `boot-${process.pid}`,
    deadline,
    queued: 0,
    headers: ["host", "localhost", "user-agent", "seatstack-boot"],
  };
}

function failed(path: string, what: string): SeatstackError {
  return new SeatstackError("SELF_REQUEST", `its own request GET ${path} ${what}`, {
    fix: "Correct the app, or set app.boot_request to a path that a healthy worker answers; empty asks nothing.",
    exitCode: EXIT.workerBoot,
  });
}
