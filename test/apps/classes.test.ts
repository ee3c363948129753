// Two of the example apps in the other worker classes: one request at a time in a process, and in threads.
import { after, before, describe } from "node:test";
import { startApp, type Running } from "./apps.ts";
import { clientOf, type Client } from "./client.ts";
import { appContract, webSocketContract } from "./contract.ts";

const CLASSES: Readonly<Record<string, readonly string[]>> = {
  sync: ["app.worker_class=sync"],
  // One, because the apps count in their memory, and each thread has its own.
  threads: ["app.worker_class=threads", "app.threads=1"],
};

for (const [name, sets] of Object.entries(CLASSES)) {
  for (const app of ["express", "fetch", "listening"]) {
    describe(`${app} in the class ${name}`, () => {
      let running: Running;
      let connected: Client;
      before(async () => {
        running = await startApp(app, sets);
        connected = clientOf(running.url);
      });
      after(() => running.stop());

      const client = (): Client => connected;
      appContract({ app, scheme: "http", client, running: () => running });
      webSocketContract({ client, sockets: 1 });
    });
  }
}
