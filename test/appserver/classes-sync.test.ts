// The contract of the worker classes, kept by `sync`.
import { requestContract } from "./class-contract.ts";
import { lifeContract } from "./class-ends.ts";
import { SYNC } from "./class-tier.ts";

requestContract(SYNC);
lifeContract(SYNC);
