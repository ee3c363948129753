import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { condemn, isCondemned, NotesReader, WorkNotes } from "./work-notes.ts";

function place(t: TestContext): { readonly socket: string; readonly notes: string } {
  const folder = mkdtempSync(join(tmpdir(), "st-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return { socket: join(folder, "w.sock"), notes: join(folder, "w.sock.notes") };
}

test("a worker's notes tell what it does, and whether its watchdog ends it", t => {
  const { socket } = place(t);
  const notes = WorkNotes.create(socket, 0o600);
  assert.ok(notes);
  const cell = notes.take();
  const reader = NotesReader.open(socket, cell);
  notes.begin(cell, 7, true);
  assert.deepEqual(reader?.read(), { lastBegun: 7, running: 7, condemned: false });
  assert.equal(isCondemned(socket), false);
  condemn(socket);
  notes.returned();
  assert.deepEqual(reader?.read(), { lastBegun: 7, running: undefined, condemned: true });
  assert.equal(isCondemned(socket), true);
  reader?.close();
});

test("a pipe, a link or a folder in the place of the notes keeps no reader waiting and leads nobody elsewhere", t => {
  const { socket, notes } = place(t);
  const target = `${notes}.elsewhere`;
  // Would say that it is condemned.
  const untouched = Buffer.from(new Uint32Array(1024).fill(1).buffer);
  writeFileSync(target, untouched);
  const put: Readonly<Record<string, () => void>> = {
    pipe: () => execFileSync("mkfifo", [notes]),
    link: () => symlinkSync(target, notes),
    folder: () => mkdirSync(notes),
    nothing: () => undefined,
  };
  for (const [name, make] of Object.entries(put)) {
    make();
    assert.equal(isCondemned(socket), false, name);
    assert.equal(NotesReader.open(socket, 3), undefined, name);
    condemn(socket);
    assert.deepEqual(readFileSync(target), untouched, name);
    rmSync(notes, { recursive: true, force: true });
  }
});
