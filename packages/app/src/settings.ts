// The `[seats]` table as this package uses it.
import type { Config } from "@seatstack/shared/config/schema";

export interface Settings {
  /** `sqlite:/path`, or empty for seats.db in the data folder. */
  readonly database: string;
  /** Origin that links in messages start with, without a slash at its end. */
  readonly publicUrl: string;
  readonly pollIntervalMs: number;
  readonly demoSeed: number;
  /** Empty: messages become files. */
  readonly smtpUrl: string;
  readonly mailFrom: string;
}

/** `settings` is what the schema has let through: the app server hands it on unseen, hence `unknown`. */
export function readSettings(settings: unknown): Settings {
  const seats = settings as Config["seats"];
  return {
    database: seats.database,
    publicUrl: seats.public_url.replace(/\/+$/, ""),
    pollIntervalMs: seats.poll_interval,
    demoSeed: seats.demo_seed,
    smtpUrl: seats.mail.smtp_url,
    mailFrom: seats.mail.from,
  };
}
