// A strict reader of the Prometheus text format 0.0.4, for tests: what it takes, every scraper takes.
// https://github.com/prometheus/docs/blob/main/content/docs/instrumenting/exposition_formats.md

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly series: readonly Series[];
}

const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/;

/** Throws at the first line that is not to the letter: an order, an escape, a double, a histogram that does not add up. */
export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line must end in a line feed");
  const families = new Map<string, Family & { series: Series[] }>();
  const seen = new Set<string>();
  let current: (Family & { series: Series[] }) | undefined;
  let help: RegExpExecArray | null = null;
  for (const line of text.slice(0, -1).split("\n")) {
    const fail = (why: string): never => {
      throw new Error(`${why}: ${line}`);
    };
    if (line.startsWith("# HELP ")) {
      help = HELP.exec(line) ?? fail("bad HELP");
      if (families.has(help[1] ?? "")) fail("a family in two places");
      continue;
    }
    if (line.startsWith("#")) {
      const type = TYPE.exec(line) ?? fail("bad TYPE or comment");
      const name = type[1] ?? "";
      if (help?.[1] !== name) fail("TYPE without its HELP before it");
      current = { name, type: type[2] as Family["type"], help: unescape(help?.[2] ?? ""), series: [] };
      families.set(name, current);
      continue;
    }
    const series = parseSample(line) ?? fail("bad sample");
    const family = current ?? fail("a sample before any TYPE");
    if (!belongs(series.name, family)) fail(`a sample out of ${family.name}`);
    const key = `${series.name} ${JSON.stringify(Object.entries(series.labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
    if (seen.has(key)) fail("a series twice");
    seen.add(key);
    family.series.push(series);
  }
  for (const family of families.values()) checkFamily(family);
  return families;
}

/** The value of one series; throws where there is none. */
export function valueOf(families: Map<string, Family>, name: string, labels: Record<string, string> = {}): number {
  const wanted = Object.entries(labels);
  const found = [...families.values()]
    .flatMap(({ series }) => series)
    .filter(series => series.name === name && wanted.every(([label, text]) => series.labels[label] === text));
  if (found.length === 0) throw new Error(`no series ${name} ${JSON.stringify(labels)}`);
  return found.reduce((sum, { value }) => sum + value, 0);
}

function parseSample(line: string): Series | undefined {
  const [, name = "", inner = "", value = ""] = SAMPLE.exec(line) ?? [];
  if (name === "") return undefined;
  const labels: Record<string, string> = {};
  let rest = inner;
  while (rest !== "") {
    const [all = "", label = "", text = ""] = LABEL.exec(rest) ?? [];
    if (all === "" || Object.hasOwn(labels, label)) return undefined;
    labels[label] = unescape(text);
    rest = rest.slice(all.length);
  }
  return { name, labels, value: value.endsWith("Inf") ? Number(`${value}inity`) : Number(value) };
}

function belongs(name: string, { name: family, type }: Family): boolean {
  if (type !== "histogram") return name === family;
  return name === `${family}_bucket` || name === `${family}_sum` || name === `${family}_count`;
}

function checkFamily(family: Family): void {
  const { name, type, series } = family;
  if (series.length === 0) throw new Error(`${name} has no samples`);
  if (type === "counter" && !name.endsWith("_total")) throw new Error(`${name}: a counter ends in _total`);
  if (type !== "counter" && name.endsWith("_total")) throw new Error(`${name}: only a counter ends in _total`);
  if (type === "counter" && series.some(({ value }) => !(value >= 0))) throw new Error(`${name}: a counter below 0`);
  if (type === "histogram") for (const group of groupsOf(family)) checkHistogram(name, group);
}

/** The series of one histogram each, by its labels without `le`. */
function groupsOf({ series }: Family): Series[][] {
  const groups = Map.groupBy(series, ({ labels }) => JSON.stringify({ ...labels, le: "" }));
  return [...groups.values()];
}

function checkHistogram(name: string, series: readonly Series[]): void {
  const buckets = series.filter(each => each.name === `${name}_bucket`);
  const bounds = buckets.map(({ labels }) => (labels["le"] === "+Inf" ? Infinity : Number(labels["le"])));
  const counts = buckets.map(({ value }) => value);
  if (bounds.at(-1) !== Infinity || !rises(bounds, true)) throw new Error(`${name}: bad bounds ${bounds.join()}`);
  if (!rises(counts, false)) throw new Error(`${name}: buckets are not cumulative`);
  const count = series.filter(each => each.name === `${name}_count`);
  const sum = series.filter(each => each.name === `${name}_sum`);
  if (count.length !== 1 || sum.length !== 1) throw new Error(`${name}: one _count and one _sum`);
  if (count[0]?.value !== counts.at(-1)) throw new Error(`${name}: _count is not the +Inf bucket`);
}

function rises(values: readonly number[], strictly: boolean): boolean {
  return values.every((value, i) => {
    const before = values[i - 1];
    return before === undefined || (strictly ? value > before : value >= before);
  });
}

function unescape(text: string): string {
  return text.replace(/\\([\\"n])/g, (_, character: string) => (character === "n" ? "\n" : character));
}
