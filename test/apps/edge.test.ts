// Every example app, unmodified, behind the whole stack: TLS, the edge, its buffers.
import { after, before, describe } from "node:test";
import { APPS, startUp, type Running } from "./apps.ts";
import { clientOf, type Client } from "./client.ts";
import { appContract, webSocketContract } from "./contract.ts";

for (const app of Object.keys(APPS)) {
  describe(`${app}, behind the edge`, () => {
    let running: Running;
    let connected: Client;
    before(async () => {
      running = await startUp(app);
      connected = clientOf(running.url);
    });
    after(() => running.stop());

    const client = (): Client => connected;
    appContract({ app, scheme: "https", client, running: () => running });
    webSocketContract({ client });
  });
}
