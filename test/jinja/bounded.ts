// Rendering within bounds that are counted, so that what would never end is an error; and what errors may be.
import assert from "node:assert/strict";
import {
  DictLoader,
  PythonError,
  SandboxedEnvironment,
  TemplateError,
  type Environment,
  type EnvironmentOptions,
} from "@seatstack/jinja";

export const EXTENSIONS = ["do", "loopcontrols", "i18n"];

export const LIMITS = { maxIterations: 2_000, maxOutput: 100_000 };

/** An environment whose renders are bounded. */
export function limited(options: EnvironmentOptions = {}): Environment {
  return new SandboxedEnvironment({ extensions: EXTENSIONS, limits: LIMITS, loader: new DictLoader({}), ...options });
}

/** What was printed; undefined after an error, which must be one that the package tells of. */
export function renders(render: () => string): string | undefined {
  try {
    return render();
  } catch (error) {
    const known = error instanceof TemplateError || error instanceof PythonError;
    assert.ok(known, String(error instanceof Error ? error.stack : error));
    return undefined;
  }
}

/** What the random templates of properties look at. */
export const CONTEXT = { x: "<x>", y: [1, 2, { z: "w" }], f: (value: unknown) => value };
