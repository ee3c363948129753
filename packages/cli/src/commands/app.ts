// `seatstack app`: the app tier's arbiter in this process.
import { parseRunOptions } from "../run-options.ts";

export async function run(args: readonly string[]): Promise<void> {
  const options = parseRunOptions(args);
  const { runApp } = await import("@seatstack/appserver/main");
  await runApp(options);
}
