// Starts the hooks' process and turns its life into two callbacks.
import type { Config } from "@seatstack/shared/config/schema";
import { launchProcess } from "@seatstack/shared/launch";
import { childProcessOptions } from "../arbiter/launcher.ts";
import { guardChannel } from "../arbiter/guarded-channel.ts";
import type { Identity } from "../arbiter/privileges.ts";
import { isFromHooks, type FromHooks, type ToHooks } from "./messages.ts";

export interface HooksChild {
  /** Lost without an error when it is gone. */
  send(message: ToHooks): void;
  kill(): void;
}

export interface HooksChildEvents {
  onMessage(message: FromHooks): void;
  /** Exactly once, with the cause in words; nothing follows. */
  onExit(cause: string): void;
}

export type LaunchHooks = (config: Config, events: HooksChildEvents) => HooksChild;

/** The real LaunchHooks: this program again, in the environment of a worker. */
export const hooksLauncher =
  (identity: Identity | undefined): LaunchHooks =>
  (config, events) => {
    const child = launchProcess("hooks", {
      ...childProcessOptions(identity, config.app.env, config.app.chdir),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    let over = false;
    const onExit = (cause: string): void => {
      if (over) return;
      over = true;
      events.onExit(cause);
    };
    guardChannel(child, fault => {
      child.kill("SIGKILL");
      onExit(fault);
    });
    child.on("message", message => {
      if (!over && isFromHooks(message)) events.onMessage(message);
    });
    child.once("exit", (code, signal) => onExit(signal ?? `exit ${code}`));
    child.on("error", error => {
      if (child.pid === undefined) onExit(error.message);
    });
    return {
      send: message => {
        if (child.connected) child.send(message, () => undefined);
      },
      kill: () => void child.kill("SIGKILL"),
    };
  };
