import assert from "node:assert/strict";
import { test } from "node:test";
import { findTasks } from "./find.ts";

const context = {} as never;
const createTasks = (): string[] => ["task"];

const throws = (): never => {
  throw new Error("no database");
};

test("createTasks is found beside any kind of app", async () => {
  const express = Object.assign(() => undefined, { use: () => undefined });
  for (const exported of [
    { createApplication: () => undefined, createTasks },
    { default: express, createTasks },
    { default: { fetch: () => undefined, createTasks } },
    { default: Object.assign(express, { createTasks }) },
    { default: { default: express, createTasks } },
  ]) {
    assert.deepEqual(await findTasks(exported)?.(context), ["task"]);
  }
});

test("a module without it has no tasks", () => {
  for (const exported of [{}, { default: null }, { default: () => undefined }, { createTasks: [] }]) {
    assert.equal(findTasks(exported), undefined);
  }
});

test("one that throws rejects as one that is async does", async () => {
  await assert.rejects(async () => findTasks({ createTasks: throws })?.(context), /no database/);
});
