// A template's module as the host sees it: exports are properties, macros are functions.
import { withLimits } from "../limits.ts";
import { explainOverflow } from "./overflow.ts";
import type { TemplateModule } from "../runtime/module.ts";
import type { EnvironmentCore } from "../runtime/types.ts";
import { CALL, protocolOf } from "../values/protocol.ts";

/** `module.macro(…)` calls a macro with positional arguments; `String(module)` is the template's output. */
export type HostModule = TemplateModule & Readonly<Record<string, unknown>>;

/** A macro as a function; limits hold in it, too. */
function hostValue(value: unknown, environment: EnvironmentCore): unknown {
  const call = protocolOf(value, CALL);
  if (call === undefined) return value;
  return (...args: unknown[]): unknown => {
    try {
      return withLimits(environment.limits, () => call.call(value, args, null, null));
    } catch (error) {
      throw explainOverflow(error, environment.sandboxed);
    }
  };
}

/** Defines what a module exports as properties of it; names that it has itself stay its own. Returns the module. */
export function exposeExports(module: TemplateModule, environment: EnvironmentCore): HostModule {
  for (const name of module.names()) {
    if (name in module) continue;
    const value = hostValue(module.get(name), environment);
    Object.defineProperty(module, name, { value, enumerable: true });
  }
  return module as HostModule;
}
