// Shorthands of tests that render one template from a string.
import { Environment, type EnvironmentOptions } from "@seatstack/jinja";

export function render(
  source: string,
  context: Readonly<Record<string, unknown>> = {},
  options: EnvironmentOptions = {},
): string {
  return new Environment(options).fromString(source).render(context);
}
