// Runs in the watchdog thread: asks the debugger what the blocked main thread is doing, and writes it down.
import { appendFileSync, writeSync } from "node:fs";
import { Session, type Debugger, type InspectorNotification } from "node:inspector";
import { limitPause } from "./pause-limit.ts";
import { formatFrame } from "./stack-frame.ts";

/** Writes one JSON line with the main thread's JavaScript stack to `errorlog`, `-` being stderr. Never rejects. */
export async function reportStuckLoop(silent: number, errorlog: string): Promise<void> {
  const stack = await mainThreadStack().catch((error: unknown) => [`(no stack: ${String(error)})`]);
  const line = {
    level: "error",
    time: Date.now(),
    tier: "app",
    pid: process.pid,
    role: "watchdog",
    silent,
    stack,
    msg: "the event loop is stuck: this is where; killing the process",
  };
  // The console of a thread goes through the main thread, which is blocked.
  const text = `${JSON.stringify(line)}\n`;
  try {
    if (errorlog === "-") writeSync(2, text);
    else appendFileSync(errorlog, text);
  } catch {
    // A full disk: the process is killed all the same.
  }
}

async function mainThreadStack(): Promise<string[]> {
  const session = new Session();
  session.connectToMainThread();
  const files = new Map<string, string>();
  session.on("Debugger.scriptParsed", ({ params }: InspectorNotification<Debugger.ScriptParsedEventDataType>) =>
    files.set(params.scriptId, params.url),
  );
  const paused = Promise.withResolvers<string[]>();
  session.on("Debugger.paused", ({ params }: InspectorNotification<Debugger.PausedEventDataType>) =>
    paused.resolve(params.callFrames.map(frame => formatFrame(frame, files))),
  );
  const inTime = limitPause(() => paused.reject(new Error("not in JavaScript code")));
  session.post("Debugger.enable");
  session.post("Debugger.pause");
  try {
    return await paused.promise;
  } finally {
    inTime();
  }
}
