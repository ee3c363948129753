// The router: a free slot of the least busy worker that answers, else a bounded queue; and what to do when one is lost.
import type { Endpoint } from "../endpoints.ts";
import type { RequestBody } from "../link/body.ts";
import { LinkClient, type ClientOwner } from "../link/client.ts";
import { systemClock, type Clock } from "../link/clock.ts";
import { DEFAULT_HEALTH, type HealthOptions } from "../link/health.ts";
import { Monitor } from "../link/monitor.ts";
import type { RequestHead } from "../link/protocol.ts";
import { TimerWheel } from "../link/wheel.ts";
import type { Logger } from "../logger.ts";
import { Exchange, type ExchangeOwner } from "./exchange.ts";
import type { RouterLimits, RouterOptions } from "./options.ts";
import { chooser, type Choose } from "./choose.ts";
import { WaitQueue } from "./queue.ts";
import { privateSlots } from "./slots.ts";
import type { Dispatch, ResponseSink, Router, RouterStats, SlotCounter, Upgrade, UpgradeSink } from "./types.ts";
import { UpgradeExchange } from "./upgrade-exchange.ts";

export function createRouter(options: RouterOptions): Router {
  return new LinkRouter(options);
}

/** How long an endpoint is left alone after a BUSY that its counted slots did not explain. */
const REST_MS = 5;
/** A request that gives way to another thread's older one looks again after this. */
const GIVE_WAY_MS = 5;

class LinkRouter implements Router, ClientOwner, ExchangeOwner {
  readonly log: Logger;
  readonly clock: Clock;
  readonly #health: HealthOptions;
  readonly #slots: SlotCounter;
  readonly #choose: Choose;
  #limits: RouterLimits;
  readonly #wheel: TimerWheel;
  readonly #monitor: Monitor;
  readonly #queue = new WaitQueue<Exchange>();
  readonly #links = new Set<LinkClient>();
  readonly #byId = new Map<number, LinkClient>();
  #active = 0;
  #dispatched = 0;
  #retries = 0;
  #closing = false;
  #givingWay: unknown = undefined;
  /** The last request that was moved in doubt. */
  #canary: Exchange | undefined;
  #onIdle: (() => void) | undefined;
  #onAllGone: (() => void) | undefined;

  constructor(options: RouterOptions) {
    this.#limits = options;
    this.log = options.log;
    this.clock = options.clock ?? systemClock;
    this.#health = { ...DEFAULT_HEALTH, ...options.health };
    this.#slots = options.slots ?? privateSlots();
    this.#choose = chooser(this.#slots);
    this.#wheel = new TimerWheel(this.clock);
    this.#monitor = new Monitor(this.clock, this.#health, this.#links, (link, until) => this.#rescue(link, until));
    this.#slots.onReleased(() => this.#serveQueue());
  }

  get stats(): RouterStats {
    let usable = 0;
    for (const link of this.#links) if (link.usable) usable++;
    const queued = this.#queue.size;
    return { queued, inFlight: this.#active - queued, usable, dispatched: this.#dispatched, retries: this.#retries };
  }

  dispatch(head: RequestHead, body: RequestBody | null, sink: ResponseSink): Dispatch {
    const now = this.clock.now();
    const exchange = new Exchange(this, head, body, sink, now);
    this.#take(exchange, now);
    return exchange;
  }

  upgrade(head: RequestHead, sink: UpgradeSink): Upgrade {
    const now = this.clock.now();
    const exchange = new UpgradeExchange(this, head, sink, now);
    this.#take(exchange, now);
    return exchange;
  }

  #take(exchange: Exchange, now: number): void {
    this.#active++;
    if (this.#closing) this.#refuse(exchange);
    else if (this.#queue.size > 0 || !this.#sendToFree(exchange, now)) this.#enqueue(exchange, now);
  }

  update(endpoints: readonly Endpoint[]): void {
    const known = new Set<number>();
    for (const endpoint of endpoints) {
      known.add(endpoint.id);
      this.#learn(endpoint);
    }
    for (const [id, link] of this.#byId) if (!known.has(id)) this.#retire(link);
    this.#serveQueue();
  }

  configure(limits: RouterLimits): void {
    this.#limits = limits;
  }

  async close(timeout: number): Promise<void> {
    this.#closing = true;
    if (this.#active > 0) await this.#idle(timeout);
    this.#failRest();
    this.#monitor.stop();
    this.#wheel.clear();
    this.clock.clear(this.#givingWay);
    const gone = new Promise<void>(resolve => (this.#onAllGone = resolve));
    for (const link of this.#links) link.destroy();
    if (this.#links.size > 0) await gone;
  }

  now(): number {
    return this.clock.now();
  }

  placeAgain(exchange: Exchange): void {
    const now = this.clock.now();
    this.#retries++;
    this.#wheel.remove(exchange);
    if (this.#sendToFree(exchange, now)) return;
    this.#queue.pushFront(exchange);
    this.#wheel.add(exchange, Math.max(0, exchange.waitingSince + this.#limits.queueTimeout - now), now);
    this.#tellWaiting();
  }

  rest(link: LinkClient): void {
    if (link.resting) return;
    link.resting = true;
    this.clock.set(() => {
      link.resting = false;
      this.#serveQueue();
    }, REST_MS);
  }

  onDone(exchange: Exchange): void {
    this.#wheel.remove(exchange);
    if (exchange.queued) {
      this.#queue.remove(exchange);
      this.#tellWaiting();
    }
    this.#active--;
    if (this.#active === 0) this.#onIdle?.();
  }

  onSwitched(exchange: Exchange): void {
    this.#wheel.remove(exchange);
  }

  onBodyFault(exchange: Exchange, error: unknown): void {
    this.log.error({ err: error, request: exchange.head.id }, "a buffered request body could not be read again");
  }

  onSinkFault(exchange: Exchange, error: unknown): void {
    this.log.error({ err: error, request: exchange.head.id }, "what receives a response threw");
  }

  onUsable(): void {
    this.#serveQueue();
  }

  onSlotFree(link: LinkClient): void {
    this.#slots.release(link.endpoint);
  }

  onSettled(): void {
    this.#serveQueue();
  }

  onGone(link: LinkClient): void {
    if (!this.#links.delete(link)) return;
    const { id } = link.endpoint;
    // A new arbiter counts its endpoints from 1 again: the id may have a new owner already.
    if ((this.#byId.get(id) ?? link) === link) this.#slots.forget(link.endpoint);
    if (this.#links.size === 0) this.#onAllGone?.();
  }

  #learn(endpoint: Endpoint): void {
    const link = this.#byId.get(endpoint.id);
    if (link !== undefined && isSameWorker(link.endpoint, endpoint)) {
      link.endpoint = endpoint;
      if (endpoint.state === "draining") link.retire();
      return;
    }
    if (link !== undefined) this.#retire(link);
    if (endpoint.state !== "ready" || this.#closing) return;
    const fresh = new LinkClient(endpoint, this);
    this.#byId.set(endpoint.id, fresh);
    this.#links.add(fresh);
  }

  /** It stays among the links until its last stream has ended. */
  #retire(link: LinkClient): void {
    this.#byId.delete(link.endpoint.id);
    link.retire();
  }

  #sendToFree(exchange: Exchange, now: number): boolean {
    if (!this.#slots.mayTake(exchange.waitingSince)) {
      this.#lookAgain();
      return false;
    }
    const link = this.#choose(this.#links, exchange.avoid, false);
    if (link === undefined) return false;
    this.#send(exchange, link, now);
    return true;
  }

  /** The slot is taken already. */
  #send(exchange: Exchange, link: LinkClient, now: number): void {
    this.#dispatched++;
    this.#wheel.add(exchange, this.#limits.upstreamTimeout, now);
    this.#monitor.wake();
    try {
      exchange.sendOn(link, this.#claimFor(exchange, link, now), now);
    } catch (error) {
      this.#slots.release(link.endpoint);
      this.log.error({ err: error, request: exchange.head.id }, "a request could not be put on the link");
      queueMicrotask(() => exchange.fail("worker-lost"));
    }
  }

  /**
   * Until when the worker may begin it. A limit only on the first try, with a worker whose clock is ours, and where there
   * is another to go to: under overload a claim that runs out would only move work about.
   */
  #claimFor(exchange: Exchange, link: LinkClient, now: number): number {
    if (exchange.claimed || !link.pulse.sharedClock) return 0;
    for (const other of this.#links) {
      if (other !== link && other.usable && !other.pulse.suspect) return now + this.#health.stalledAfter;
    }
    return 0;
  }

  #enqueue(exchange: Exchange, now: number): void {
    if (this.#queue.size >= this.#limits.queue) return this.#refuse(exchange);
    this.#queue.push(exchange);
    this.#wheel.add(exchange, this.#limits.queueTimeout, now);
    this.#tellWaiting();
  }

  /** Later in this turn: the caller does not hold the Dispatch yet. */
  #refuse(exchange: Exchange): void {
    queueMicrotask(() => exchange.fail("queue-full"));
  }

  /** `insist`: it has given way long enough. Another router may wait for longer and be unable to use the slot. */
  #serveQueue(insist = false): void {
    if (this.#queue.size === 0) return;
    const now = this.clock.now();
    for (let first = this.#queue.first; first !== null; first = this.#queue.first) {
      if (!insist && !this.#slots.mayTake(first.waitingSince)) {
        this.#lookAgain();
        break;
      }
      const link = this.#choose(this.#links, first.avoid, false);
      if (link === undefined) break;
      this.#queue.remove(first);
      this.#wheel.remove(first);
      this.#send(first, link, now);
    }
    this.#tellWaiting();
  }

  #lookAgain(): void {
    this.#givingWay ??= this.clock.set(() => {
      this.#givingWay = undefined;
      this.#serveQueue(true);
    }, GIVE_WAY_MS);
  }

  #tellWaiting(): void {
    this.#slots.setWaiting(this.#queue.first?.waitingSince ?? 0);
  }

  /** Moves what a stalled endpoint holds to free slots of endpoints that answer; never more than there are. */
  #rescue(link: LinkClient, readUntil: number): void {
    if (this.#queue.size > 0) return;
    const stuck = link.stuckAt();
    for (const { handler: exchange } of link.streams.values()) {
      if (!(exchange instanceof Exchange) || !exchange.mayMove(readUntil, stuck)) continue;
      if (!this.#move(exchange, link)) return;
    }
    // With one slot there is no doubt: the only request is what blocks it, after an await too.
    const known = (stuck !== undefined && stuck.running !== undefined) || link.endpoint.slots === 1;
    if (!known && this.#canary?.done !== false && this.#responsive() > 1) this.#sendCanary(link);
  }

  /**
   * Nobody knows which of the requests that a blocked worker has begun blocks it. So they go one at a time, and only while
   * one more endpoint answers than a second block would take: a request that blocks whoever runs it blocks two at most.
   */
  #sendCanary(link: LinkClient): void {
    for (const { handler: exchange } of link.streams.values()) {
      if (!(exchange instanceof Exchange) || !exchange.doubtful) continue;
      if (this.#move(exchange, link)) this.#canary = exchange;
      return;
    }
  }

  #move(exchange: Exchange, from: LinkClient): boolean {
    const other = this.#choose(this.#links, from, true);
    if (other === undefined) return false;
    exchange.leave();
    this.#retries++;
    this.#send(exchange, other, this.clock.now());
    return true;
  }

  #responsive(): number {
    let count = 0;
    for (const link of this.#links) if (link.usable && !link.pulse.suspect) count++;
    return count;
  }

  async #idle(timeout: number): Promise<void> {
    let timer: unknown;
    await new Promise<void>(resolve => {
      this.#onIdle = resolve;
      timer = this.clock.set(resolve, timeout);
    });
    this.clock.clear(timer);
  }

  #failRest(): void {
    for (let first = this.#queue.first; first !== null; first = this.#queue.first) first.fail("queue-timeout");
    for (const link of this.#links) {
      for (const { handler, headSeen } of link.streams.values()) {
        if (handler instanceof Exchange) handler.fail(headSeen ? "cut-short" : "worker-lost");
      }
    }
  }
}

/** Ids are unique only for the life of an arbiter: the next one's first worker is another process. */
function isSameWorker(known: Endpoint, told: Endpoint): boolean {
  return known.path === told.path && known.pid === told.pid;
}
