// A poller and sender that kills itself at its n-th step. Arguments: data folder, the step to die at.
import { pollAndSend } from "./poll-and-send.ts";

const [dataDir = "", dieAt = "0"] = process.argv.slice(2);
let steps = 0;

await pollAndSend(dataDir, 0, () => {
  steps += 1;
  // SIGKILL to ourselves is as sudden as one from outside, and hits the very step.
  if (steps === Number(dieAt)) process.kill(process.pid, "SIGKILL");
});
