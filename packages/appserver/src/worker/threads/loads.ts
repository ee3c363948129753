// The loads of several threads, as one worker's.
import { EMPTY_HISTOGRAM } from "@seatstack/shared/control/protocol";
import { addHistograms } from "@seatstack/shared/control/histogram";
import type { Load } from "../measures.ts";

const NOTHING: Load = {
  requests: 0,
  inFlight: 0,
  busy: 0,
  queueTime: EMPTY_HISTOGRAM,
  responseTime: EMPTY_HISTOGRAM,
};

export function sumOfLoads(loads: readonly Load[]): Load {
  return loads.reduce(
    (sum, load) => ({
      requests: sum.requests + load.requests,
      inFlight: sum.inFlight + load.inFlight,
      busy: sum.busy + load.busy,
      queueTime: addHistograms(sum.queueTime, load.queueTime),
      responseTime: addHistograms(sum.responseTime, load.responseTime),
    }),
    NOTHING,
  );
}
