import assert from "node:assert/strict";
import { test } from "node:test";
import { createUrlFor, type UrlPlace } from "./url-for.ts";
import { UrlMap, type UrlRules } from "./url-map.ts";

const HERE: UrlPlace = {
  scheme: "https",
  host: "seats.example",
  rootPath: "",
  blueprint: null,
  method: "GET",
  external: false,
};

function urlFor(rules: UrlRules, endpoint: string, values: object = {}, place: Partial<UrlPlace> = {}): string {
  const map = new UrlMap(rules);
  return createUrlFor(map, () => ({ ...HERE, ...place }))(endpoint, new Map(Object.entries(values)));
}

test("values that the rule does not name become the query, null is left out, lists repeat", () => {
  const rules = { course: "/course/<code>" };
  assert.equal(
    urlFor(rules, "course", { code: "CS 2500", open: true, page: null, tag: ["a&b", "c d"] }),
    "/course/CS%202500?open=True&tag=a%26b&tag=c+d",
  );
});

test("a dot at the start means the blueprint of the request", () => {
  const rules = { "blog.list": "/blog/", list: "/list" };
  assert.equal(urlFor(rules, ".list", {}, { blueprint: "blog" }), "/blog/");
  assert.equal(urlFor(rules, ".list"), "/list");
});

test("a value can never make the path another host's", () => {
  assert.equal(urlFor({ any: "/<path:rest>" }, "any", { rest: "/evil.example/x" }), "/evil.example/x");
  assert.equal(urlFor({ any: "/<path:rest>" }, "any", { rest: "\\evil.example" }), "/%5Cevil.example");
});

test("the app's root comes first", () => {
  assert.equal(urlFor({ index: "/" }, "index", {}, { rootPath: "/mount/" }), "/mount/");
  assert.equal(
    urlFor({ index: "/" }, "index", { _external: true }, { rootPath: "/mount" }),
    "https://seats.example/mount/",
  );
});

test("among several rules the one that takes the request's method is preferred", () => {
  const rules = {
    form: [
      { rule: "/show", methods: ["GET"] },
      { rule: "/save", methods: ["POST"] },
    ],
  };
  assert.equal(urlFor(rules, "form"), "/show");
  assert.equal(urlFor(rules, "form", {}, { method: "POST" }), "/save");
  assert.equal(urlFor(rules, "form", { _method: "POST" }), "/save");
});

test("a name that is nearly an endpoint is answered with the endpoint", () => {
  assert.throws(() => urlFor({ "blog.show": "/b/<int:id>", index: "/" }, "blog.shwo", { id: 1 }), {
    name: "BuildError",
    message: "Could not build url for endpoint 'blog.shwo' with values ['id']. Did you mean 'blog.show' instead?",
  });
});

test("the search for what was meant ends soon, however long the name", () => {
  const rules = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${"ab".repeat(500)}${index}`, "/"]));
  assert.throws(() => urlFor(rules, "ba".repeat(10_000)), { name: "BuildError" });
});

test("a malformed rule is refused where it is given", () => {
  for (const rule of ["course", "/<", "/<int(>", "/<in t:x>", "/<nope:x>", "/<int(a b):x>"]) {
    assert.throws(() => new UrlMap({ x: rule }), /URL rule/, rule);
  }
});

test("half of a surrogate pair is refused", () => {
  assert.throws(() => urlFor({ index: "/" }, "index", { q: "\ud800" }), { name: "ValueError" });
});

test("defaults of the app are added before the rule is chosen", () => {
  const map = new UrlMap({ static: "/static/<path:filename>" });
  const versions: Record<string, string> = { "app.css": "app.3f9c.css" };
  const build = createUrlFor(
    map,
    () => HERE,
    (endpoint, values) => {
      const file = values.get("filename");
      if (endpoint === "static" && typeof file === "string") values.set("filename", versions[file] ?? file);
    },
  );
  assert.equal(build("static", new Map([["filename", "app.css"]])), "/static/app.3f9c.css");
});
