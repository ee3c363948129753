// System (b) of the benchmark: the application in one plain node:http process on a Unix socket, nothing of ours in it.
import { createServer } from "node:http";
import { createPages, DATA_VARIABLE } from "./pages.ts";

const answer = createPages(process.env[DATA_VARIABLE] ?? "");
const server = createServer((request, response) => {
  const { status, type, body } = answer(request.url ?? "/");
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body);
});
// Longer than nginx keeps an idle upstream connection (60 s), so that nginx is always the one that closes.
server.keepAliveTimeout = 75_000;
server.listen(process.argv[2]);
process.on("SIGTERM", () => process.exit(0));
