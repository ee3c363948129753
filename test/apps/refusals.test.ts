// Modules in which there is no app that can be served: exit 4, and a message that says what to do.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../helpers/processes.ts";
import { launchModule } from "./apps.ts";

interface Case {
  readonly file: string;
  readonly text?: string;
  readonly sets?: readonly string[];
  readonly says: readonly RegExp[];
}

const CASES: Readonly<Record<string, Case>> = {
  "a file that is not there": { file: "gone.js", says: [/no such file/, /the path of your module/] },
  "a package that is not installed": {
    file: "app.mjs",
    text: `import "no-such-package";`,
    says: [/Cannot find package 'no-such-package'/, /install what it imports/],
  },
  "a syntax error": { file: "app.mjs", text: "export default (", says: [/Unexpected end of input/, /Correct the app/] },
  "an error while it loads": { file: "app.mjs", text: `throw new Error("no database");`, says: [/no database/] },
  "TypeScript that must be compiled": {
    file: "app.ts",
    text: "export enum Seat { Free, Taken }",
    says: [/enum/, /compile the app/],
  },
  "nothing exported, nothing listening": {
    file: "app.mjs",
    text: "const app = () => undefined;",
    says: [/exports nothing, and calls listen\(\) on no HTTP server/, /Export the app as default/],
  },
  "exports that are no app": {
    file: "app.cjs",
    text: "module.exports = { port: 3000, start() {} };",
    says: [/exports default \(object with port, start\), and calls/, /Export a default app/],
  },
  "an interface that does not fit": {
    file: "app.mjs",
    text: "export default { routes: [] };",
    sets: ["app.interface=fastify"],
    says: [/has no app of the interface "fastify"/, /Remove app.interface/],
  },
  "a server with TLS of its own": {
    file: "app.mjs",
    text: `import { createServer } from "node:https"; createServer({}, () => {}).listen(8443);`,
    says: [/node:https/, /edge\.tls/],
  },
  "an exported HTTP/2 server": {
    file: "app.mjs",
    text: `import { createServer } from "node:http2"; export default createServer();`,
    says: [/node:http2/, /edge\.tls/],
  },
  "workers of its own": {
    file: "app.cjs",
    text: `const cluster = require("node:cluster"); if (cluster.isPrimary) cluster.fork();`,
    says: [/cluster\.fork/, /app\.workers is how many there are/],
  },
};

for (const [name, { file, text, sets = [], says }] of Object.entries(CASES)) {
  test(`${name}: exit 4`, async () => {
    const folder = await temporaryFolder();
    try {
      const module = join(folder.dir, file);
      if (text !== undefined) await writeFile(module, text);
      const started = launchModule(module, join(folder.dir, "s"), { sets });
      const { code } = await started.exited;
      await started.stop();
      for (const pattern of says) assert.match(started.output(), pattern);
      assert.equal(code, 4, started.output());
    } finally {
      await folder.remove();
    }
  });
}
