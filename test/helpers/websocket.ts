// A small WebSocket client (RFC 6455) on any Duplex that has switched: text and binary messages of one frame, and close.
import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";

export interface Message {
  /** 1 text, 2 binary, 8 close, 9 ping, 10 pong. */
  readonly opcode: number;
  readonly payload: Buffer;
}

export interface WebSocketClient {
  readonly socket: Duplex;
  send(payload: string | Buffer): void;
  /** The next message. Rejects when the connection ends first. */
  next(): Promise<Message>;
  /** Sends a close frame with `code` and waits for the other's, then for the end of the connection. */
  close(code?: number): Promise<Message>;
}

/** `head`: bytes that came with the answer to the handshake. */
export function webSocketClient(socket: Duplex, head: Buffer): WebSocketClient {
  let buffer = head;
  let ended = false;
  let wake: (() => void) | undefined;
  const over = Promise.withResolvers<void>();
  const end = (): void => {
    ended = true;
    wake?.();
    over.resolve();
  };
  socket.on("data", (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    wake?.();
  });
  for (const event of ["end", "close", "error"]) socket.on(event, end);
  const next = async (): Promise<Message> => {
    for (;;) {
      const frame = parseFrame(buffer);
      if (frame) {
        buffer = buffer.subarray(frame.used);
        return frame.message;
      }
      if (ended) throw new Error("the connection ended");
      await new Promise<void>(resolve => (wake = resolve));
    }
  };
  const close = async (code = 1000): Promise<Message> => {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    socket.write(frame(8, payload));
    let message = await next();
    while (message.opcode !== 8) message = await next();
    await over.promise;
    socket.destroy();
    return message;
  };
  const send = (payload: string | Buffer): void =>
    void socket.write(frame(typeof payload === "string" ? 1 : 2, Buffer.from(payload)));
  return { socket, send, next, close };
}

/** One masked frame, as a client must send it. */
function frame(opcode: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  const mask = randomBytes(4);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  // The shortest form of the length is a MUST.
  if (payload.length > 65_535) return Buffer.concat([head, mask, masked]);
  if (payload.length > 125) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(payload.length, 2);
    return Buffer.concat([head.subarray(0, 4), mask, masked]);
  }
  head[1] = 0x80 | payload.length;
  return Buffer.concat([head.subarray(0, 2), mask, masked]);
}

/** A server's frame is not masked. */
function parseFrame(buffer: Buffer): { readonly message: Message; readonly used: number } | undefined {
  if (buffer.length < 2) return undefined;
  const short = buffer.readUInt8(1) & 0x7f;
  const from = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (buffer.length < from) return undefined;
  const length = short === 127 ? Number(buffer.readBigUInt64BE(2)) : short === 126 ? buffer.readUInt16BE(2) : short;
  if (buffer.length < from + length) return undefined;
  const message = { opcode: buffer.readUInt8(0) & 0x0f, payload: buffer.subarray(from, from + length) };
  return { message, used: from + length };
}
