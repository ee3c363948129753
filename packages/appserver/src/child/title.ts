// What `ps` shows of each process, as with gunicorn.
import type { Config } from "@seatstack/shared/config/schema";
import type { BootMessage } from "../ipc.ts";

type Titled = Pick<BootMessage, "kind" | "worker"> & {
  readonly config: { readonly app: Pick<Config["app"], "module"> };
};

/** For example `seatstack: worker 2 [seat-tracker]`. */
export function childTitle({ kind, worker, config }: Titled): string {
  if (kind === "front") return "seatstack: front";
  if (kind === "task") return `seatstack: tasks [${config.app.module}]`;
  return `seatstack: worker ${worker} [${config.app.module}]`;
}

/** `successor`: an older program is still up beside it. */
export function arbiterTitle(module: string, successor: boolean): string {
  return `seatstack: arbiter${successor ? ".2" : ""} [${module}]`;
}
