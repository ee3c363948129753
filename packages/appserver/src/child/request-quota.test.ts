import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestQuota } from "./request-quota.ts";

const reachedAt = (limit: number, jitter: number, random: number): number => {
  const quota = new RequestQuota({ max_requests: limit, max_requests_jitter: jitter }, () => random);
  for (let requests = 0; requests < 1000; requests++) if (quota.isReached(requests)) return requests;
  return -1;
};

test("max_requests alone is exact, and jitter adds from nothing to all of itself", () => {
  assert.equal(reachedAt(100, 0, 0.99), 100);
  assert.equal(reachedAt(100, 50, 0), 100);
  assert.equal(reachedAt(100, 50, 0.5), 125);
  assert.equal(reachedAt(100, 50, 0.999), 150);
});

test("0 is never, whatever the jitter", () => {
  assert.equal(reachedAt(0, 0, 0), -1);
  assert.equal(reachedAt(0, 50, 0.5), -1);
});

test("it is told once", () => {
  const quota = new RequestQuota({ max_requests: 5, max_requests_jitter: 0 }, Math.random);
  assert.equal(quota.isReached(7), true);
  assert.equal(quota.isReached(8), false);
});
