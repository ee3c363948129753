import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "./environment.ts";
import { resolveOptions, type EnvironmentOptions } from "./options.ts";
import { StrictUndefined, Undefined } from "../undefined.ts";

function refused(options: Readonly<Record<string, unknown>>, message: RegExp): void {
  assert.throws(
    () => resolveOptions(options),
    (error: unknown) => error instanceof TypeError && message.test(error.message),
  );
}

test("what is left out is as in Jinja", () => {
  const { syntax, ...others } = resolveOptions({});
  assert.deepEqual(syntax, {
    blockStart: "{%",
    blockEnd: "%}",
    variableStart: "{{",
    variableEnd: "}}",
    commentStart: "{#",
    commentEnd: "#}",
    lineStatementPrefix: null,
    lineCommentPrefix: null,
    trimBlocks: false,
    lstripBlocks: false,
    newlineSequence: "\n",
    keepTrailingNewline: false,
  });
  assert.deepEqual(others, {
    extensions: [],
    optimized: true,
    undefined: Undefined,
    finalize: null,
    autoescape: false,
    loader: null,
    cacheSize: 400,
    autoReload: true,
    strictPython: true,
    globals: {},
    filters: {},
    tests: {},
  });
});

test("each of Jinja's option names maps to one in camelCase, long delimiters' names too", () => {
  const names =
    "block_start_string block_end_string variable_start_string variable_end_string comment_start_string comment_end_string";
  const given = names
    .split(" ")
    .map((name, index) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), `<${index}`]);
  const { syntax } = resolveOptions(Object.fromEntries(given) as EnvironmentOptions);
  assert.deepEqual(Object.values(syntax).slice(0, 6), ["<0", "<1", "<2", "<3", "<4", "<5"]);
  assert.equal(resolveOptions({ trimBlocks: true, undefined: StrictUndefined }).syntax.trimBlocks, true);
  assert.equal(resolveOptions({ blockStart: "<%" }).syntax.blockStart, "<%");
});

test("unknown options are refused with a suggestion", () => {
  refused({ trim_blocks: true }, /^Unknown option 'trim_blocks'\. Did you mean 'trimBlocks'\?$/);
  refused({ block_start_string: "<%" }, /^Unknown option 'block_start_string'\. Did you mean 'blockStartString'\?$/);
  refused({ enable_async: true }, /not supported: rendering is synchronous/);
  refused({ autoEscape: true }, /Did you mean 'autoescape'\?$/);
  refused({ constructor: 1 }, /^Unknown option 'constructor'\.$/);
  refused({ enableAsync: true }, /not supported: rendering is synchronous/);
  resolveOptions({ enableAsync: false, bytecodeCache: null } as EnvironmentOptions);
});

test("options of the wrong kind are refused", () => {
  refused({ trimBlocks: "yes" }, /^The option 'trimBlocks' must be true or false\.$/);
  refused({ blockStartString: "" }, /'blockStartString' must be a string that is not empty/);
  refused({ undefined: Date }, /Undefined or a subclass/);
  refused({ cacheSize: -2 }, /integer from -1 on/);
  refused({ loader: {} }, /a loader or null/);
  refused({ finalize: 1 }, /a function or null/);
});

test("Jinja's own checks hold", () => {
  refused({ blockStart: "{{" }, /block, variable and comment start strings must be different/);
  refused({ commentStart: "{%" }, /must be different/);
  refused({ newlineSequence: "\n\n" }, /'newlineSequence' must be one of/);
});

test("globals, filters and tests can be given at once, and undefined by Jinja's name", () => {
  const environment = new Environment({
    globals: { site: "Seats" },
    filters: { twice: (text: string) => text + text },
    tests: { full: (open: number) => open === 0 },
    undefined: "StrictUndefined",
  });
  assert.equal(environment.fromString("{{ site|twice }} {{ 0 is full }}").render(), "SeatsSeats True");
  assert.throws(() => environment.fromString("{{ nothing }}").render(), { name: "UndefinedError" });
  assert.throws(() => new Environment({ filters: { twice: 2 as never } }), /'filters' must be an object of functions/);
  assert.throws(() => new Environment({ undefined: "Strict" as never }), /'undefined' must be Undefined or a subclass/);
  assert.throws(() => environment.overlay({ globals: {} }), /An overlay shares its environment's globals/);
});
