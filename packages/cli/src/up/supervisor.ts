// Both tiers of a foreground `up`, from their start to their end: what systemd does elsewhere.
import type { Config } from "@seatstack/shared/config/schema";
import { EXIT, type ExitCode } from "@seatstack/shared/errors";
import { receiveUsr1 } from "@seatstack/shared/usr1";
import type { Terminal } from "../terminal.ts";
import type { MergedLog } from "./merged-log.ts";
import { publicAddress, waitForAnswer, type PublicAddress } from "./public-port.ts";
import { Service, type Tier } from "./service.ts";

export interface SupervisorOptions {
  readonly config: Config;
  /** Options for both tiers' command lines. */
  readonly args: readonly string[];
  readonly log: MergedLog;
  readonly terminal: Terminal;
}

/** Exit codes of a tier's first boot that another try would not change. */
const FINAL_CODES: readonly (number | null)[] = [EXIT.badSetting, EXIT.workerBoot, EXIT.appLoad];
const PROGRESS_INTERVAL = 2000;
/** Milliseconds within which two stop signals are one: `npm`, a wrapper and a process group each pass it on. */
const SAME_SIGNAL = 100;

export class Supervisor {
  private readonly options: SupervisorOptions;
  private readonly services: Readonly<Record<Tier, Service>>;
  private readonly ending = Promise.withResolvers<ExitCode>();
  private readonly booting = new AbortController();
  private ready = false;
  private stopRequestedAt: number | undefined;

  constructor(options: SupervisorOptions) {
    this.options = options;
    const events = {
      onOutput: options.log.write.bind(options.log),
      onDeath: this.onDeath.bind(this),
    };
    this.services = {
      edge: new Service("edge", options.args, events),
      app: new Service("app", options.args, events),
    };
  }

  /** Starts both tiers at once and resolves with the exit code when both have ended. */
  async run(): Promise<ExitCode> {
    const unwatch = this.watchSignals();
    this.services.app.start();
    this.services.edge.start();
    void this.announce(performance.now());
    const code = await this.ending.promise;
    this.booting.abort();
    await this.stopBoth();
    unwatch();
    return code;
  }

  private async announce(since: number): Promise<void> {
    const { log, terminal, config } = this.options;
    const address = publicAddress(config);
    if (address === undefined) {
      this.ready = true;
      log.say("info", "started; there is no public listener");
      return;
    }
    const progress = this.reportProgress(address);
    this.ready = await waitForAnswer(address, this.booting.signal);
    clearInterval(progress);
    if (!this.ready) return;
    const seconds = ((performance.now() - since) / 1000).toFixed(1);
    terminal.out(`\nSeatstack is up (${seconds} s): ${terminal.paint("bold", address.url)}\n\n`);
  }

  private reportProgress(address: PublicAddress): NodeJS.Timeout {
    return setInterval(
      () => this.options.log.say("info", `starting: ${address.url} does not answer yet`),
      PROGRESS_INTERVAL,
    );
  }

  /** The edge first, so that no client is accepted whom the app would no longer serve. */
  private async stopBoth(): Promise<void> {
    const { edge, app } = this.options.config;
    for (const service of Object.values(this.services)) service.retire();
    await this.services.edge.stop(edge.timeouts.stop);
    await this.services.app.stop(app.graceful_timeout);
    this.options.log.say("info", "stopped");
  }

  private onDeath(tier: Tier, how: string, code: number | null, restartIn: number | undefined): void {
    const { log } = this.options;
    if (!this.ready && FINAL_CODES.includes(code)) {
      log.say("error", `the ${tier} tier cannot start (${how})`);
      this.ending.resolve(code as ExitCode);
    } else if (restartIn === undefined) {
      log.say("error", `the ${tier} tier ended too often (${how}); giving up`);
      this.ending.resolve(EXIT.failure);
    } else {
      log.say("warn", `the ${tier} tier ended (${how}); starting it again in ${restartIn} ms`);
    }
  }

  private watchSignals(): () => void {
    const stop = (): void => this.onStopSignal(performance.now());
    const quit = (): void => {
      this.ending.resolve(EXIT.ok);
      for (const service of Object.values(this.services)) service.stopQuickly();
    };
    const pass = (signal: NodeJS.Signals): void => {
      for (const service of Object.values(this.services)) service.signal(signal);
    };
    const listeners = { SIGINT: stop, SIGTERM: stop, SIGQUIT: quit, SIGHUP: pass, SIGUSR1: pass };
    for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener);
    receiveUsr1();
    return () => {
      for (const [signal, listener] of Object.entries(listeners)) process.off(signal, listener);
    };
  }

  private onStopSignal(now: number): void {
    if (this.stopRequestedAt === undefined) {
      this.stopRequestedAt = now;
      this.options.log.say("info", "stopping: requests under way are finished; once more to cut them");
      this.ending.resolve(EXIT.ok);
    } else if (now - this.stopRequestedAt > SAME_SIGNAL) {
      for (const service of Object.values(this.services)) service.stopQuickly();
    }
  }
}
