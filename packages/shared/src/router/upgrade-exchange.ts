// A request that asks to switch protocols, and the two streams of bytes that it becomes when its worker agrees.
import { SWITCHING_PROTOCOLS, type RequestHead, type ResponseHead } from "../link/protocol.ts";
import { Exchange, type ExchangeOwner } from "./exchange.ts";
import type { Upgrade, UpgradeSink } from "./types.ts";

export class UpgradeExchange extends Exchange implements Upgrade {
  override readonly upgrade = true;
  readonly #owner: ExchangeOwner;
  readonly #sink: UpgradeSink;
  #switched = false;
  #ended = false;

  constructor(owner: ExchangeOwner, head: RequestHead, sink: UpgradeSink, now: number) {
    super(owner, head, null, sink, now);
    this.#owner = owner;
    this.#sink = sink;
  }

  write(chunk: Buffer): boolean {
    if (!this.#switched || this.#ended || this.stream === null) return true;
    return this.stream.out.write(chunk);
  }

  end(): void {
    if (!this.#switched || this.#ended || this.stream === null || this.link === null) return;
    this.#ended = true;
    this.link.endSide(this.stream);
  }

  override onHead(head: ResponseHead): void {
    if (head.status === SWITCHING_PROTOCOLS) {
      this.#switched = true;
      this.#owner.onSwitched(this);
    }
    super.onHead(head);
  }

  override onDrain(): void {
    this.#call(() => this.#sink.onDrain());
  }

  /** The worker's side; all of it only when ours has ended before. */
  override onEnd(): void {
    if (!this.#switched || this.stream?.closed === true) return super.onEnd();
    this.#call(() => this.#sink.onEnd());
  }

  #call(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.sinkFault(error);
    }
  }
}
