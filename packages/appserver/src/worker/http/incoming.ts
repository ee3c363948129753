// Node's own IncomingMessage, filled from the link instead of a parser.
//
// No subclass: Express gives its own prototype to every request and response, and a subclass's methods would be gone.
import { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { IncomingBody } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import type { ClientSocket } from "./client-socket.ts";

const REQUEST_ID = Symbol("seatstack.requestId");

/** What Node's parser and server use of a message; the public properties are computed from it. */
interface LinkMessage extends IncomingMessage {
  [REQUEST_ID]: string;
  _addHeaderLines(headers: readonly string[], count: number): void;
  _dump(): void;
  _consuming: boolean;
  upgrade: boolean;
}

export function makeIncoming(head: RequestHead, body: IncomingBody, socket: ClientSocket): IncomingMessage {
  const message = new IncomingMessage(socket as unknown as Socket) as LinkMessage;
  message[REQUEST_ID] = head.id;
  message.httpVersionMajor = 1;
  message.httpVersionMinor = 1;
  message.httpVersion = "1.1";
  message.method = head.method;
  message.url = head.target;
  if (body.upgrade) message.upgrade = true;
  const { ready } = body;
  const headers = completeHeaders(head, ready);
  message._addHeaderLines(headers, headers.length);
  if (ready === undefined) pullFrom(message, body);
  else finish(message, ready);
  return message;
}

/** The edge's id of a request. */
export function requestIdOf(message: IncomingMessage): string {
  return (message as LinkMessage)[REQUEST_ID];
}

/** After the response: an unread body must not keep anything waiting (as Node's server does). */
export function discard(message: IncomingMessage): void {
  if (!(message as LinkMessage)._consuming) (message as LinkMessage)._dump();
}

function finish(message: IncomingMessage, last: Buffer): void {
  message.complete = true;
  if (last.length > 0) message.push(last);
  message.push(null);
}

/** A body that is still arriving is read at the app's pace. */
function pullFrom(message: LinkMessage, body: IncomingBody): void {
  const source = body[Symbol.asyncIterator]();
  let pulling = false;
  const pull = async (): Promise<void> => {
    pulling = true;
    try {
      const { done, value } = await source.next();
      pulling = false;
      if (message.destroyed) return;
      if (done === true) finish(message, Buffer.alloc(0));
      else message.push(value);
    } catch {
      // The client is gone: the cancel of the request destroys this message with the error that apps know.
    }
  };
  message._read = function read(this: LinkMessage, size: number): void {
    IncomingMessage.prototype._read.call(this, size);
    if (!pulling && !this.complete) void pull();
  };
}

/** `host`, and a length where there is a body: apps find out by it whether there is one. */
function completeHeaders(head: RequestHead, ready: Buffer | undefined): readonly string[] {
  let hasHost = false;
  let hasLength = false;
  const { headers } = head;
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i] === "host") hasHost = true;
    else if (headers[i] === "content-length") hasLength = true;
  }
  const missing: string[] = hasHost ? [] : ["host", head.host];
  if (!hasLength && ready === undefined) missing.push("transfer-encoding", "chunked");
  else if (!hasLength && ready !== undefined && ready.length > 0) missing.push("content-length", String(ready.length));
  return missing.length === 0 ? headers : [...missing, ...headers];
}
