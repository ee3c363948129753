// `seatstack up` with nothing but a free port: the seat tracker answers, and everything stops cleanly.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect as connectH2 } from "node:http2";
import { once } from "node:events";
import { request } from "../helpers/http.ts";
import { startStack } from "../helpers/stack.ts";
import { until } from "../helpers/processes.ts";

test(
  "the seat tracker answers 200 over HTTPS with sections, HTTP redirects, assets and h2 work",
  { timeout: 400_000 },
  async () => {
    const stack = await startStack();
    try {
      const page = await until("sections on the landing page", 20_000, async () => {
        const response = await request(`${stack.url}/`);
        return response.status === 200 && response.text().includes('href="/section/') && response;
      });
      assert.match(page.header("content-type") ?? "", /^text\/html; charset=utf-8$/i);
      assert.match(page.header("strict-transport-security") ?? "", /max-age=/);
      const style = /href="(\/assets\/[^"]+\.css)"/.exec(page.text())?.[1] ?? "";
      const css = await request(stack.url + style);
      assert.equal(css.status, 200);
      assert.match(css.header("cache-control") ?? "", /immutable/);
      const plain = await request(`http://127.0.0.1:${stack.httpPort}/search?q=a`);
      assert.equal(plain.status, 308);
      assert.equal(plain.header("location"), `${stack.url}/search?q=a`);
      const session = connectH2(stack.url, { rejectUnauthorized: false });
      const stream = session.request({ ":path": "/health" });
      const [head] = (await once(stream, "response")) as [Record<string, unknown>];
      assert.equal(head[":status"], 200);
      session.destroy();
      const exit = await stack.stop();
      assert.equal(exit.code, 0);
    } finally {
      await stack.stop().catch(() => undefined);
    }
  },
);
