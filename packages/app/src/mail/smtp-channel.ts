// Letters to a mail server, over one connection that is kept.
import { createTransport } from "nodemailer";
import { codeOf, messageOf as textOf } from "@seatstack/shared/errors";
import { type Channel, ChannelFault, type FaultKind } from "./channel.ts";
import { messageOf } from "./message.ts";

const CONNECT_MS = 10_000;
const SOCKET_MS = 20_000;

/** `url` is smtp:// or smtps://, with credentials where the server wants them; it is never logged. */
export function createSmtpChannel(url: string, from: string): Channel {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 1,
    maxMessages: Number.POSITIVE_INFINITY,
    // A message whose connection died goes back to the outbox, which knows about leases and tries.
    maxRequeues: 0,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
  });
  return {
    concurrency: 1,
    timeoutMs: 2 * CONNECT_MS + 2 * SOCKET_MS,
    send: async letter => {
      try {
        await transport.sendMail(messageOf(letter, from));
      } catch (error) {
        throw new ChannelFault(kindOf(error), `mail server: ${textOf(error)}`, error);
      }
    },
    close: () => transport.close(),
  };
}

/** RFC 5321, 4.2.1: 4yz may be tried again, 5yz not. Whatever is not about this letter is about the server. */
function kindOf(error: unknown): FaultKind {
  const code = codeOf(error);
  if (code !== "EENVELOPE" && code !== "EMESSAGE") return "unreachable";
  const reply = replyCode(error);
  if (reply === 421) return "unreachable";
  return reply !== undefined && reply >= 500 ? "rejected" : "refused";
}

function replyCode(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("responseCode" in error)) return undefined;
  return typeof error.responseCode === "number" ? error.responseCode : undefined;
}
