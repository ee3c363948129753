// Every setting with the value that holds now and where it came from, secrets masked: for `seatstack config`.
import { settingName } from "./faults.ts";
import type { LoadedConfig, Origin } from "./load.ts";
import { listSettings, mayBeShown, type Setting } from "./settings.ts";
import { valueAt } from "./tree.ts";

export interface EffectiveSetting {
  readonly setting: string;
  /** As it is written in the file ("30s", not 30000); secrets are masked. */
  readonly value: unknown;
  readonly origin: Origin;
}

/** In the schema's order; of a map, every entry by itself. */
export function effectiveSettings(loaded: LoadedConfig): readonly EffectiveSetting[] {
  return listSettings().flatMap(setting => {
    const written = valueAt(loaded.tree, setting.path) ?? setting.node.default;
    if (setting.kind !== "map" || typeof written !== "object" || written === null) {
      return [effective(setting, setting.path, written, loaded)];
    }
    return Object.entries(written).map(([key, value]) => effective(setting, [...setting.path, key], value, loaded));
  });
}

function effective(setting: Setting, path: readonly string[], value: unknown, loaded: LoadedConfig): EffectiveSetting {
  const shown = mayBeShown(setting.path) ? value : mask(value);
  return { setting: settingName(path), value: shown, origin: loaded.originOf(path) };
}

/** Of a URL only what can hold a secret is hidden; anything else wholly. */
function mask(value: unknown): unknown {
  if (value === "" || typeof value !== "string") return value;
  if (value.startsWith("sqlite:")) return value;
  if (!URL.canParse(value)) return "****";
  const url = new URL(value);
  if (url.host === "") return "****";
  const user = url.username === "" ? "" : `${url.username}${url.password === "" ? "" : ":****"}@`;
  return `${url.protocol}//${user}${url.host}${url.search === "" && url.hash === "" ? url.pathname : "/****"}`;
}
