// The contract of the worker classes, kept by `async`.
import { requestContract } from "./class-contract.ts";
import { lifeContract } from "./class-ends.ts";
import { ASYNC } from "./class-tier.ts";

requestContract(ASYNC);
lifeContract(ASYNC);
