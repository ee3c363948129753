// Prometheus text exposition format 0.0.4: metric families in, lines out.
// https://github.com/prometheus/docs/blob/main/content/docs/instrumenting/exposition_formats.md
import { HISTOGRAM_BOUNDS, type Histogram } from "@seatstack/shared/control/protocol";

export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export type Labels = Readonly<Record<string, string | number>>;
export type Sample = readonly [labels: Labels, value: number];

const NO_LABELS: Labels = {};

/** One sample without labels. */
export function single(value: number): Sample[] {
  return [[NO_LABELS, value]];
}

/** Families in the order in which they are added; one without samples is left out. */
export class Exposition {
  readonly #lines: string[] = [];

  gauge(name: string, help: string, samples: readonly Sample[]): void {
    this.#family(name, "gauge", help, samples);
  }

  /** `name` ends in _total. */
  counter(name: string, help: string, samples: readonly Sample[]): void {
    this.#family(name, "counter", help, samples);
  }

  histogram(name: string, help: string, histograms: readonly (readonly [Labels, Histogram])[]): void {
    if (histograms.length === 0) return;
    this.#head(name, "histogram", help);
    for (const [labels, histogram] of histograms) this.#histogram(name, labels, histogram);
  }

  toString(): string {
    return this.#lines.join("");
  }

  #family(name: string, type: string, help: string, samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    this.#head(name, type, help);
    for (const [labels, value] of samples) this.#sample(name, labels, value);
  }

  #head(name: string, type: string, help: string): void {
    this.#lines.push(`# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`);
  }

  /** Buckets are cumulative there, not here. */
  #histogram(name: string, labels: Labels, { counts, sum }: Histogram): void {
    let below = 0;
    for (const [bucket, count] of counts.entries()) {
      below += count;
      this.#sample(`${name}_bucket`, { ...labels, le: bound(bucket) }, below);
    }
    this.#sample(`${name}_sum`, labels, sum);
    this.#sample(`${name}_count`, labels, below);
  }

  #sample(name: string, labels: Labels, value: number): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(String(text))}"`);
    this.#lines.push(`${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`);
  }
}

function bound(bucket: number): string {
  const upper = HISTOGRAM_BOUNDS[bucket];
  return upper === undefined ? "+Inf" : String(upper);
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

/** A task's name is the app's own: it may be anything. */
function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
