// Tells every router the endpoint table whenever it has changed.
import type { Endpoint } from "@seatstack/shared/endpoints";

type Subscriber = (endpoints: readonly Endpoint[]) => void;

export class Subscribers {
  readonly #subscribers = new Set<Subscriber>();
  #table: readonly Endpoint[] = [];
  #text = "[]";

  /** Calls back with the table now and after each change, until the returned function is called. */
  add(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    subscriber(this.#table);
    return () => this.#subscribers.delete(subscriber);
  }

  publish(table: readonly Endpoint[]): void {
    const text = JSON.stringify(table);
    if (text === this.#text) return;
    this.#table = table;
    this.#text = text;
    for (const subscriber of this.#subscribers) subscriber(table);
  }
}
