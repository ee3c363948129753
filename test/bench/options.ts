// The command line of `npm run bench`.
import { parseArgs } from "node:util";
import { CASES, type Case } from "./cases.ts";

export const SYSTEM_IDS = ["a", "b", "c"] as const;
export type SystemId = (typeof SYSTEM_IDS)[number];

export interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly cases: readonly Case[];
  readonly systems: readonly SystemId[];
  readonly out: string;
  readonly profile: boolean;
  /** Folder that keeps the raw .cpuprofile files; empty for none. */
  readonly profiles: string;
  /** Extra `--set` values for `seatstack up`. */
  readonly sets: readonly string[];
  /** nginx worker_processes: "auto" or a number. */
  readonly nginxWorkers: string;
}

export const HELP = `npm run bench -- [options]
  --seconds N        length of a measured round (4)
  --rounds N         rounds per case and system, in turn A B C A B C (4)
  --only NAMES       cases, comma-separated: ${CASES.map(one => one.name).join(", ")}
                     (a name without -tls stands for both)
  --systems a,b,c    a: nginx, gunicorn, Flask; b: nginx, node:http; c: seatstack up
  --out FILE         JSON results (bench-results.json)
  --profile          CPU profile of system c instead: where edge and workers spend their time
  --profiles DIR     keeps the raw .cpuprofile files, which a browser's DevTools open
  --set KEY=VALUE    passed to seatstack up; may be repeated
  --nginx-workers N  worker_processes of nginx (auto)
`;

/** Throws an Error with a message for the operator when an option is wrong. Undefined when help was asked for. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "4" },
      rounds: { type: "string", default: "4" },
      only: { type: "string", default: "" },
      systems: { type: "string", default: "a,b,c" },
      out: { type: "string", default: "bench-results.json" },
      profile: { type: "boolean", default: false },
      profiles: { type: "string", default: "" },
      set: { type: "string", multiple: true, default: [] },
      "nginx-workers": { type: "string", default: "auto" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    seconds: positive("seconds", values.seconds),
    rounds: positive("rounds", values.rounds),
    cases: selectCases(values.only),
    systems: selectSystems(values.systems),
    out: values.out,
    profile: values.profile,
    profiles: values.profiles,
    sets: values.set,
    nginxWorkers: values["nginx-workers"],
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 3600)
    throw new Error(`--${name} must be a whole number from 1 to 3600, not ${text}`);
  return value;
}

function selectCases(text: string): readonly Case[] {
  if (text === "") return CASES;
  const names = text.split(",");
  const unknown = names.filter(name => !CASES.some(one => one.name === name));
  if (unknown.length > 0)
    throw new Error(`--only: no case ${unknown.join(", ")}; there are ${CASES.map(one => one.name).join(", ")}`);
  return CASES.filter(one => names.includes(one.name) || names.includes(one.name.replace(/-tls$/, "")));
}

function selectSystems(text: string): readonly SystemId[] {
  const names = text.split(",");
  const unknown = names.filter(name => !SYSTEM_IDS.some(id => id === name));
  if (unknown.length > 0) throw new Error(`--systems: no system ${unknown.join(", ")}; there are a, b and c`);
  return SYSTEM_IDS.filter(id => names.includes(id));
}
