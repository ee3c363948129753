// preload_app: a process of its own loads the app once, before any worker is started or replaced for it.
import type { Config } from "@seatstack/shared/config/schema";
import { EXIT, SeatstackError, type ExitCode } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import { workerSocketPath, type Paths } from "@seatstack/shared/paths";
import type { ChildFailure } from "../ipc.ts";
import type { Exit } from "./death.ts";
import { appEnvironment } from "./family.ts";
import type { Child, LaunchChild } from "./launcher.ts";

interface Running {
  readonly child: Child;
  readonly over: Promise<void>;
}

export class Probe {
  readonly #launch: LaunchChild;
  readonly #paths: Paths;
  readonly #log: Logger;
  readonly #removeSocket: (path: string) => void;
  #running: Running | undefined;
  /** Counts what was asked: only the last may run. */
  #turn = 0;

  constructor(launch: LaunchChild, paths: Paths, log: Logger, removeSocket: (path: string) => void) {
    this.#launch = launch;
    this.#paths = paths;
    this.#log = log;
    this.#removeSocket = removeSocket;
  }

  /**
   * Resolves with what is wrong with the app of `generation` (exit code 4, or 2 for a setting), or undefined. Ends a probe
   * that still runs; OVERTAKEN where another `run` or an `end` came before this one could begin.
   */
  async run(config: Config, generation: number): Promise<SeatstackError | undefined> {
    const turn = (this.#turn += 1);
    await this.#endRunning();
    if (turn !== this.#turn) return new SeatstackError("OVERTAKEN", "another probe has taken its place");
    return this.#start(config, generation);
  }

  #start(config: Config, generation: number): Promise<SeatstackError | undefined> {
    const { promise, resolve } = Promise.withResolvers<SeatstackError | undefined>();
    const limit = config.app.boot_timeout;
    let failure: ChildFailure | undefined;
    let loaded = false;
    let late = false;
    const socket = workerSocketPath(this.#paths, generation, 0);
    const child = this.#launch(
      "probe",
      { env: appEnvironment(config), cwd: config.app.chdir, listenFds: [] },
      {
        onMessage: message => {
          if (message.type === "failed") failure = message;
          else if (message.type === "ready") loaded = true;
        },
        onExit: exit => {
          clearTimeout(timer);
          this.#running = undefined;
          this.#removeSocket(socket);
          if (loaded) resolve(undefined);
          else resolve(probeError(failure, late ? `took longer than boot_timeout (${limit / 1000} s)` : ended(exit)));
        },
      },
    );
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, limit);
    this.#running = { child, over: promise.then(() => undefined) };
    this.#log.info({ child: child.pid ?? 0, generation }, "preload: a probe loads the app");
    child.send({
      type: "boot",
      kind: "web",
      worker: 0,
      generation,
      arbiter: process.pid,
      socket,
      slots: 1,
      threads: 0,
      gated: true,
      held: false,
      since: 0,
      listenFds: [],
      config,
      paths: this.#paths,
    });
    return promise;
  }

  /** Ends the probe that runs, if any, and those that wait; resolves when it is gone. */
  async end(): Promise<void> {
    this.#turn += 1;
    await this.#endRunning();
  }

  async #endRunning(): Promise<void> {
    const running = this.#running;
    running?.child.kill("SIGKILL");
    await running?.over;
  }
}

function ended({ code, signal, reason }: Exit): string {
  if (reason !== undefined) return `cannot be tried: ${reason}`;
  return signal === null ? `ended the probe (exit ${code})` : `ended the probe (${signal})`;
}

function probeError(failure: ChildFailure | undefined, how: string): SeatstackError {
  const exitCode: ExitCode = failure?.exitCode === EXIT.badSetting ? EXIT.badSetting : EXIT.appLoad;
  if (failure === undefined) {
    return new SeatstackError("APP_LOAD", `preload: the app ${how}`, {
      fix: "The log lines above say what it did last.",
      exitCode,
    });
  }
  const { code, message, fix } = failure;
  return new SeatstackError(code, `preload: ${message}`, { exitCode, ...(fix === undefined ? {} : { fix }) });
}
