// The sender's loop: leases what is due, writes the letters, hands them to the channel, notes what became of them.
import { randomUUID } from "node:crypto";
import type { Task } from "@seatstack/appserver/application";
import { messageOf } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/open.ts";
import { GroupCommit } from "./group-commit.ts";
import { Breaker } from "./breaker.ts";
import { type Channel, ChannelFault } from "./channel.ts";
import {
  type ClaimedMessage,
  claim,
  markFailed,
  markSent,
  markSkipped,
  nextDue,
  release,
  skipDeliveries,
} from "./outbox.ts";
import { type WrittenLetter, writeLetters } from "./write-letters.ts";

/** How often the database is asked whether it has changed: about a microsecond of work. */
const BEAT_MS = 100;
/** Longest time without a look at the outbox itself. */
const MAX_IDLE_MS = 5000;
const BATCH = 500;

export interface SenderOptions {
  readonly database: Database;
  /** Called whenever the task starts (again); the sender closes what it got. */
  readonly openChannel: () => Channel;
  readonly clock: Clock;
  readonly log: Logger;
  /** Origin of the links, without a slash at its end. */
  readonly publicUrl: string;
}

/**
 * At least once, with an idempotency key. A message is `sent` only when the channel accepted it. The window: between
 * the channel's acceptance and the commit that notes it (one small transaction), a crash sends the message again when
 * its lease has run out, under the same Message-ID (and, as a file, under the same name: there it is exactly once).
 */
export function createSender(options: SenderOptions): Task {
  return {
    name: "mail",
    async run(signal) {
      const channel = options.openChannel();
      try {
        await new Sender(options, channel).run(signal);
      } finally {
        channel.close();
      }
    },
  };
}

class Sender {
  readonly #options: SenderOptions;
  readonly #channel: Channel;
  readonly #holder = randomUUID();
  readonly #breaker = new Breaker();
  readonly #leaseMs: number;
  readonly #sent = new GroupCommit<ClaimedMessage>(messages => this.#markSent(messages));
  #seenVersion = -1;
  #lookAgainAt = 0;

  constructor(options: SenderOptions, channel: Channel) {
    this.#options = options;
    this.#channel = channel;
    // Half of it for the letters before, the rest for the one that is on its way.
    this.#leaseMs = 2 * channel.timeoutMs + 10_000;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      if (await this.#isDue()) await this.#sendBatch(signal);
      else await clock.sleep(BEAT_MS, signal);
    }
  }

  /** Looks into the outbox when the database has changed or a wait is over; otherwise costs nothing. */
  async #isDue(): Promise<boolean> {
    const now = this.#options.clock.now();
    if (this.#breaker.wait(now) > 0) return false;
    const version = this.#options.database.version();
    if (version === this.#seenVersion && now < this.#lookAgainAt) return false;
    const due = await nextDue(this.#options.database.kysely);
    this.#seenVersion = version;
    this.#lookAgainAt = Math.min(due ?? Number.POSITIVE_INFINITY, now + MAX_IDLE_MS);
    return due !== undefined && due <= now;
  }

  async #sendBatch(signal: AbortSignal): Promise<void> {
    const { database, clock, publicUrl } = this.#options;
    const channel = this.#channel;
    const db = database.kysely;
    const now = clock.now();
    const messages = await claim(db, { holder: this.#holder, now, leaseMs: this.#leaseMs, limit: BATCH });
    if (messages.length === 0) return;
    const letters = await writeLetters(db, messages, publicUrl, now);
    const queue = [...letters];
    const lastStart = now + this.#leaseMs - channel.timeoutMs;
    const lanes = Array.from({ length: channel.concurrency }, () => this.#lane(queue, lastStart, signal));
    await Promise.all(lanes);
    await release(
      db,
      this.#holder,
      queue.map(({ message }) => message.key),
    );
  }

  /** Takes letters until there are none, we must stop, the channel is down, or a lease could run out on the way. */
  async #lane(queue: WrittenLetter[], lastStart: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted && this.#breaker.wait(clock.now()) === 0 && clock.now() <= lastStart) {
      const next = queue.shift();
      if (next === undefined) return;
      await this.#send(next);
    }
  }

  async #send({ message, letter, unwanted }: WrittenLetter): Promise<void> {
    const db = this.#options.database.kysely;
    if (letter === undefined) {
      await markSkipped(db, this.#holder, message.key, "no longer wanted");
      return;
    }
    await skipDeliveries(db, unwanted, "no longer wanted");
    try {
      await this.#channel.send(letter);
    } catch (error) {
      await this.#failed(message, error);
      return;
    }
    this.#breaker.succeed();
    await this.#sent.add(message);
  }

  async #markSent(messages: readonly ClaimedMessage[]): Promise<void> {
    const { database, clock, log } = this.#options;
    const keys = messages.map(message => message.key);
    const marked = await markSent(database.kysely, this.#holder, keys, clock.now());
    if (marked === 0) log.warn({ messages: keys }, "sent after the lease had run out: may be sent twice");
  }

  async #failed(message: ClaimedMessage, error: unknown): Promise<void> {
    const { database, clock, log } = this.#options;
    const kind = error instanceof ChannelFault ? error.kind : "refused";
    const now = clock.now();
    if (kind === "unreachable") this.#breaker.fail(now);
    const failure = { error: messageOf(error), permanent: kind === "rejected" };
    const state = await markFailed(database.kysely, this.#holder, message, now, failure);
    const fields = { message: message.key, tries: message.deliveries[0].attempts };
    if (state === "failed") log.error(fields, `message given up: ${failure.error}`);
    else log.warn(fields, `message not accepted, will be tried again: ${failure.error}`);
  }
}
