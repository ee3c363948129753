// What differs between two configs, and whether a reload is enough for it.
import { isDeepStrictEqual } from "node:util";
import { settingName } from "./faults.ts";
import type { Config } from "./schema.ts";
import { listSettings } from "./settings.ts";
import { valueAt } from "./tree.ts";

export interface ChangedSetting {
  /** For example "edge.https". Tables such as edge.static count as one setting. */
  readonly setting: string;
  readonly change: "live" | "restart";
}

/** In the schema's order. Empty when nothing changed. */
export function changedSettings(before: Config, after: Config): readonly ChangedSetting[] {
  return listSettings()
    .filter(({ path }) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path)))
    .map(({ path, node }) => ({ setting: settingName(path), change: node.change ?? "live" }));
}
