// Microseconds for one landing page in a worker, from the request to the string: 50 rows of the demo university.
// node test/bench/landing.ts
import { bodyOf, requestFor } from "@seatstack/app/testing/request";
import { openTestSite } from "@seatstack/app/testing/site";

const ROUNDS = 9;
const PAGES = 2000;

const closing: (() => Promise<void>)[] = [];
const { application } = await openTestSite({ after: close => void closing.push(close) });
const request = requestFor("/");
const page = bodyOf(await application.handle(request));

const rounds: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const begin = performance.now();
  for (let number = 0; number < PAGES; number++) await application.handle(request);
  rounds.push(((performance.now() - begin) * 1000) / PAGES);
}
for (const close of closing) await close();

const sorted = rounds.toSorted((a, b) => a - b);
const rows = page.split("<tr id=").length - 1;
console.log(`landing page, ${rows} rows, ${Buffer.byteLength(page)} bytes, ${ROUNDS} rounds of ${PAGES}:`);
console.log(`median ${sorted[ROUNDS >> 1]?.toFixed(1)} µs, best ${sorted[0]?.toFixed(1)} µs`);
