// The apps that are part of this program.
import type { ApplicationModule } from "@seatstack/appserver/application";
import type { BuiltinApp } from "@seatstack/shared/builtin-apps";

/** By the names that `app.module` knows them by; loaded only where they run. */
export const builtins: Readonly<Record<BuiltinApp, () => Promise<ApplicationModule>>> = {
  "seat-tracker": () => import("@seatstack/app/main"),
};
