// The main of a worker's thread in the single executable: it evaluates only what it needs.
import { workerData } from "node:worker_threads";
import { runAppThread } from "@seatstack/appserver/app-thread";
import { builtins } from "../builtins.ts";

void runAppThread(builtins, (workerData as { data: unknown }).data);
