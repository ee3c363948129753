// `seatstack edge`: the edge tier in this process.
import { parseRunOptions } from "../run-options.ts";

export async function run(args: readonly string[]): Promise<void> {
  const options = parseRunOptions(args);
  const { runEdge } = await import("@seatstack/edge/main");
  await runEdge(options);
}
