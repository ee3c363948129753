// The contract of the worker classes, kept by `threads`.
import { requestContract } from "./class-contract.ts";
import { lifeContract } from "./class-ends.ts";
import { THREADS } from "./class-tier.ts";

requestContract(THREADS);
lifeContract(THREADS);
