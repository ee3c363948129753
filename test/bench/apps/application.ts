// System (c) of the benchmark: the same application as an `Application` for seatstack's workers.
import type { Application } from "../../../packages/appserver/src/application.ts";
import { createPages, DATA_VARIABLE } from "./pages.ts";

/** The app module's entry; `[app] module` names this file. */
export function createApplication(): Promise<Application> {
  const answer = createPages(process.env[DATA_VARIABLE] ?? "");
  return Promise.resolve({
    handle: request => {
      const { status, type, body } = answer(request.target);
      return { status, headers: ["content-type", type], body };
    },
  });
}
