import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MergedLog } from "./merged-log.ts";
import { RotatingFile } from "./rotating-file.ts";

function captured() {
  const terminal: string[] = [];
  const file: string[] = [];
  const log = new MergedLog({
    paint: (_color, text) => text,
    toTerminal: text => void terminal.push(text.toString()),
    toFile: bytes => void file.push(bytes.toString()),
  });
  return { log, terminal: () => terminal.join(""), file: () => file.join("") };
}

test("lines of two tiers never mix, however they are cut", () => {
  const { log, terminal } = captured();
  log.write("edge", "out", Buffer.from("GET /a"));
  log.write("app", "out", Buffer.from("hel"));
  log.write("edge", "out", Buffer.from(" 200\nGET /b 2"));
  log.write("app", "out", Buffer.from("lo\n"));
  log.write("edge", "out", Buffer.from("00\n"));
  assert.equal(terminal(), "GET /a 200\nhello\nGET /b 200\n");
});

test("JSON among access lines is rendered; the file keeps it as it came", () => {
  const { log, terminal, file } = captured();
  const json = '{"level":"warn","time":0,"tier":"edge","msg":"slow"}';
  log.write("edge", "out", Buffer.from(`GET / 200\n${json}\nGET /x 404\n`));
  assert.match(terminal(), /^GET \/ 200\n\d\d:\d\d:\d\d\.000 edge {6}warn {2}slow\nGET \/x 404\n$/);
  assert.equal(file(), `GET / 200\n${json}\nGET /x 404\n`);
});

test("standard error says whose it is", () => {
  const { log, terminal } = captured();
  log.write("app", "err", Buffer.from("TypeError: x\n    at y\n"));
  assert.equal(terminal(), "app TypeError: x\napp     at y\n");
});

test("a line that never ends is cut at 1 MiB instead of kept", () => {
  const { log, terminal } = captured();
  for (let n = 0; n < 17; n += 1) log.write("app", "out", Buffer.alloc(64 * 1024, "x"));
  assert.equal(terminal().length, 17 * 64 * 1024 + 1);
});

test("the log file steps aside at its limit", () => {
  const dir = mkdtempSync(join(tmpdir(), "st-"));
  try {
    const path = join(dir, "log", "seatstack.log");
    const file = new RotatingFile(path, 10);
    for (const text of ["12345\n", "678\n", "next\n"]) file.write(Buffer.from(text));
    file.close();
    assert.equal(readFileSync(`${path}.1`, "utf8"), "12345\n678\n");
    assert.equal(readFileSync(path, "utf8"), "next\n");
  } finally {
    rmSync(dir, { recursive: true });
  }
});
