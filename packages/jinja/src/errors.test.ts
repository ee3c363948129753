import assert from "node:assert/strict";
import { test } from "node:test";
import {
  PythonError,
  TemplateAssertionError,
  TemplateError,
  TemplateNotFound,
  TemplateSyntaxError,
  TemplatesNotFound,
  UndefinedError,
} from "./errors.ts";
import { addFrame, templateFrames, type TemplateFrame } from "./error-frames.ts";

function frame(more: Partial<TemplateFrame>): TemplateFrame {
  return { template: "a.html", line: 1, column: 4, width: 3, what: "template", ...more };
}

function passed(error: unknown, ...frames: TemplateFrame[]): unknown {
  for (const one of frames)
    assert.throws(
      () => addFrame(error, one),
      thrown => thrown === error,
    );
  return error;
}

test("a syntax error shows its line with carets under the columns", () => {
  const error = new TemplateSyntaxError("Encountered unknown tag 'x'.", {
    line: 2,
    column: 4,
    width: 3,
    template: "a.html",
    source: "hi\n{% xxx %}\n",
  });
  const place = '\n    in "a.html", line 2, column 4\n      2 | {% xxx %}\n        |    ^^^';
  assert.equal(String(error), `TemplateSyntaxError: Encountered unknown tag 'x'.${place}`);
  assert.ok(String(error.stack).startsWith(`${String(error)}\n    at `), String(error.stack));
  assert.equal(error.message, "Encountered unknown tag 'x'.");
  assert.equal(error.lineno, 2);
});

test("a subclass's stack begins with its own name", () => {
  const error = new TemplateAssertionError("No filter named 'x'.", { line: 1 });
  assert.match(
    String(error.stack),
    /^TemplateAssertionError: No filter named 'x'\.\n {4}in a template from a string, line 1\n/,
  );
});

test("each place that an error passes is told, the innermost first", () => {
  const error = new UndefinedError("'u' is undefined");
  passed(
    error,
    frame({ template: "in.html", what: "macro badge", source: "{{ u.x }}" }),
    frame({ template: "base.html", line: 3, column: 2, width: 40, source: "a\nb\n\t{% include 'in.html' %}" }),
  );
  assert.equal(
    String(error),
    [
      "UndefinedError: 'u' is undefined",
      '    in "in.html", line 1, column 4, macro badge',
      "      1 | {{ u.x }}",
      "        |    ^^^",
      '    from "base.html", line 3, column 2',
      "      3 | \t{% include 'in.html' %}",
      "        | \t^^^^^^^^^^^^^^^^^^^^^^^",
    ].join("\n"),
  );
  assert.deepEqual(
    templateFrames(error).map(({ template }) => template),
    ["in.html", "base.html"],
  );
});

test("a foreign error keeps its identity, class and message; its stack tells the places", () => {
  const error = new RangeError("of the host\nin two lines");
  passed(error, frame({ line: 7 }));
  assert.match(
    String(error.stack),
    /^RangeError: of the host\nin two lines\n {4}in "a\.html", line 7, column 4\n {4}at /,
  );
  assert.equal(error.message, "of the host\nin two lines");
  assert.equal(Object.keys(error).length, 0);
});

test("values that are no errors and frozen errors pass unchanged", () => {
  passed("text", frame({}));
  passed(null, frame({}));
  const frozen = Object.freeze(new Error("frozen"));
  passed(frozen, frame({}));
  assert.doesNotMatch(String(frozen.stack), /a\.html/);
});

test("of endless recursion both ends are kept", () => {
  const error = new PythonError("ValueError", "deep");
  for (let line = 1; line <= 1000; line++) passed(error, frame({ line }));
  assert.deepEqual(
    templateFrames(error).map(({ line }) => line),
    [1, 2, 3, 4, 5, 6, 7, 8, 993, 994, 995, 996, 997, 998, 999, 1000],
  );
  assert.match(String(error.stack), /line 8, column 4\n {4}… 984 more\n {4}from "a\.html", line 993/);
});

test("a place that is passed again and again is told once", () => {
  const error = new PythonError("RecursionError", "maximum recursion depth exceeded");
  for (let depth = 0; depth < 5; depth++) passed(error, frame({ what: "macro f" }));
  passed(error, frame({ line: 2 }));
  const [, ...places] = String(error.stack).split("\n");
  assert.equal(places[0], '    in "a.html", line 1, column 4, macro f (5 times)');
  assert.equal(places[1], '    from "a.html", line 2, column 4');
});

test("a line far too long is shown around the column, without control characters", () => {
  const source = `${"x".repeat(5000)}{{ \u001b[31m }}${"y".repeat(5000)}`;
  const shown = String(passed(new TemplateError("e"), frame({ source, column: 5004, width: 2 })));
  assert.match(shown, /\| x{17}{{ {2}\[31m }}y+\n/);
  assert.ok(shown.length < 400, String(shown.length));
});

test("templates that were not found tell their names", () => {
  assert.equal(new TemplateNotFound("a.html").message, "a.html");
  const several = new TemplatesNotFound(["a", "b"]);
  assert.equal(several.message, "none of the templates given were found: a, b");
  assert.equal(several.templateName, "b");
  assert.ok(several instanceof TemplateNotFound);
});

test("what Python raises is printed with its place, too", () => {
  const error = passed(
    new PythonError("ZeroDivisionError", "division by zero"),
    frame({ source: "{{ 1 / 0 }}", width: 5 }),
  );
  assert.equal(
    String(error),
    'ZeroDivisionError: division by zero\n    in "a.html", line 1, column 4\n      1 | {{ 1 / 0 }}\n        |    ^^^^^',
  );
});
