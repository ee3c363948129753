// The command line, and what is said of absent programs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CASES } from "./cases.ts";
import { parseOptions } from "./options.ts";
import { can, describeMissing, type Prerequisite } from "./prerequisites.ts";

function names(only: string) {
  return parseOptions(["--only", only])?.cases.map(one => one.name);
}

test("everything is measured unless told otherwise", () => {
  const options = parseOptions([]);
  assert.deepEqual(options?.systems, ["a", "b", "c"]);
  assert.deepEqual(options.cases, CASES);
});

test("a case's name without -tls stands for both, with it for TLS alone", () => {
  assert.deepEqual(names("ok"), ["ok", "ok-tls"]);
  assert.deepEqual(names("page-tls,static-4k-tls"), ["page-tls", "static-4k-tls"]);
});

test("systems keep their order whatever order they are named in", () => {
  assert.deepEqual(parseOptions(["--systems", "c,a"])?.systems, ["a", "c"]);
});

test("a wrong value is named with what would be right", () => {
  assert.throws(() => parseOptions(["--only", "pages"]), /no case pages; there are page,/);
  assert.throws(() => parseOptions(["--systems", "a,d"]), /no system d/);
  assert.throws(() => parseOptions(["--seconds", "0"]), /--seconds must be a whole number/);
  assert.throws(() => parseOptions(["--secs", "1"]), /--secs/);
});

test("absent programs are named with one apt-get line", () => {
  const checks: Prerequisite[] = [
    { program: "wrk", package: "wrk", needs: "everything", present: true },
    { program: "nginx", package: "nginx", needs: "systems a and b", present: false },
    { program: "flask", package: "python3-flask", needs: "system a", present: false },
  ];
  assert.match(describeMissing(checks), /^install: apt-get install -y nginx python3-flask$/m);
  assert.ok(can(checks, "everything"));
  assert.ok(!can(checks, "systems a and b"));
  assert.equal(describeMissing(checks.filter(check => check.present)), "");
});
