// Asks the debugger what a blocked thread is doing, from the main thread of its process.
import { Session, type Debugger, type InspectorNotification, type NodeWorker } from "node:inspector";
import { limitPause } from "../../child/pause-limit.ts";
import { formatFrame } from "../../child/stack-frame.ts";

/** What the debugger of a thread says, as the NodeWorker domain passes it on. */
type ThreadMessage =
  | { readonly method: "Debugger.scriptParsed"; readonly params: Debugger.ScriptParsedEventDataType }
  | { readonly method: "Debugger.paused"; readonly params: Debugger.PausedEventDataType }
  | { readonly method?: undefined };

/**
 * The JavaScript stack of a thread of this process, innermost frame first. Works in a busy loop, a regular expression and
 * Atomics.wait alike, because the request reaches the thread as an interrupt. Rejects where it runs no JavaScript. The
 * thread runs on afterwards: a paused one could not be terminated.
 */
export async function threadStack(threadId: number): Promise<string[]> {
  const session = new Session();
  session.connect();
  const thread = new ThreadDebugger(session, threadId);
  try {
    return await thread.pause();
  } finally {
    thread.release();
    session.disconnect();
  }
}

class ThreadDebugger {
  readonly #session: Session;
  readonly #files = new Map<string, string>();
  readonly #paused = Promise.withResolvers<string[]>();
  #id: string | undefined;

  constructor(session: Session, threadId: number) {
    this.#session = session;
    session.on(
      "NodeWorker.attachedToWorker",
      ({ params }: InspectorNotification<NodeWorker.AttachedToWorkerEventDataType>) => {
        // The protocol's own workerId counts sessions; only the title has the thread's number.
        if (params.workerInfo.title.startsWith(`[worker ${threadId}]`)) this.#attached(params.sessionId);
      },
    );
    session.on(
      "NodeWorker.receivedMessageFromWorker",
      ({ params }: InspectorNotification<NodeWorker.ReceivedMessageFromWorkerEventDataType>) => {
        if (params.sessionId === this.#id) this.#onMessage(JSON.parse(params.message) as ThreadMessage);
      },
    );
  }

  async pause(): Promise<string[]> {
    const inTime = limitPause(() => this.#paused.reject(new Error("not in JavaScript code")));
    this.#session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
    try {
      return await this.#paused.promise;
    } finally {
      inTime();
    }
  }

  /** Lets it run on, also where it would pause only later. */
  release(): void {
    if (this.#id !== undefined) this.#send("Debugger.disable");
    this.#session.post("NodeWorker.disable");
  }

  #attached(id: string): void {
    this.#id = id;
    this.#send("Debugger.enable");
    this.#send("Debugger.pause");
  }

  #send(method: string): void {
    const message = JSON.stringify({ id: 1, method });
    this.#session.post("NodeWorker.sendMessageToWorker", { sessionId: this.#id ?? "", message });
  }

  #onMessage(message: ThreadMessage): void {
    if (message.method === "Debugger.scriptParsed") this.#files.set(message.params.scriptId, message.params.url);
    else if (message.method === "Debugger.paused") {
      this.#paused.resolve(message.params.callFrames.map(frame => formatFrame(frame, this.#files)));
    }
  }
}
