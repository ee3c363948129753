// A request that lasts until the test says so: what is to be seen meanwhile is seen on a machine of any speed.
import { writeFile } from "node:fs/promises";

/** JavaScript for the end of an app's module: `await opened()` waits for `openGate` of its file. */
export const GATE = `
async function opened() {
  const { existsSync } = process.getBuiltinModule("node:fs");
  while (!existsSync(import.meta.filename + ".open")) await new Promise(resolve => setTimeout(resolve, 20));
}
`;

/** Lets everything go on that waits in the app of this file, and all that comes later. */
export async function openGate(appFile: string): Promise<void> {
  await writeFile(`${appFile}.open`, "");
}
