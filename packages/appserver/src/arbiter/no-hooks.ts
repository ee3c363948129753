// The hooks of a server that has none.
import type { HookCaller } from "../hooks/caller.ts";

export const NO_HOOKS: HookCaller = {
  workers: 0,
  begin: () => undefined,
  keep: () => undefined,
  rollBack: () => undefined,
  has: () => false,
  call: () => undefined,
  callAndWait: async () => undefined,
  reopen: () => undefined,
  close: async () => undefined,
};
