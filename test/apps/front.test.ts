// Every example app, unmodified, behind `bind`: the async class.
import { after, before, describe } from "node:test";
import { APPS, startApp, type Running } from "./apps.ts";
import { clientOf, type Client } from "./client.ts";
import { appContract, webSocketContract } from "./contract.ts";

for (const app of Object.keys(APPS)) {
  describe(`${app}, behind the front`, () => {
    let running: Running;
    let connected: Client;
    before(async () => {
      running = await startApp(app);
      connected = clientOf(running.url);
    });
    after(() => running.stop());

    const client = (): Client => connected;
    appContract({ app, scheme: "http", client, running: () => running });
    webSocketContract({ client });
  });
}
