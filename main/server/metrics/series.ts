// Prometheus text exposition (format 0.0.4). Label values come from closed sets, so the number of series is bounded.
export type Labels = Record<string, string>;

function escapeLabel(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
}

export function labelText(labels: Labels): string {
  const entries = Object.entries(labels);
  return entries.length === 0 ? '' : `{${entries.map(([key, value]) => `${key}="${escapeLabel(value)}"`).join(',')}}`;
}

/** A number as the format writes it. */
export function sampleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Math.abs(value) === Infinity ? (value > 0 ? '+Inf' : '-Inf') : String(value);
}

/** One line: `name{label="…"} value`. */
export function sample(name: string, labels: Labels, value: number): string {
  return `${name}${labelText(labels)} ${sampleText(value)}`;
}

/** Labels of one metric have the same names in the same order, so that their values tell series apart. */
function keyOf(labels: Labels): string {
  return Object.values(labels).join('\u0000');
}

export class Counter {
  readonly #series = new Map<string, { labels: Labels; value: number }>();

  add(labels: Labels, amount = 1): void {
    const key = keyOf(labels);
    const series = this.#series.get(key);
    if (series) series.value += amount;
    else this.#series.set(key, { labels, value: amount });
  }

  /** Of the series whose labels are these. */
  sum(of: (labels: Labels) => boolean): number {
    let total = 0;
    for (const { labels, value } of this.#series.values()) if (of(labels)) total += value;
    return total;
  }

  lines(name: string): string[] {
    return [...this.#series.values()].map(({ labels, value }) => sample(name, labels, value));
  }
}

/** Upper bounds in seconds, from a tree model's single row to a large batch. */
export const secondsBounds: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The observations of one set of labels. */
export class HistogramSeries {
  readonly labels: Labels;
  /** By bound, not cumulative; the last one is for what lies above all bounds. */
  readonly counts: Float64Array;
  readonly #bounds: readonly number[];
  sum = 0;

  constructor(labels: Labels, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let at = 0;
    while (at < bounds.length && value > (bounds[at] as number)) at++;
    this.counts[at] = (this.counts[at] as number) + 1;
    this.sum += value;
  }
}

export class Histogram {
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, HistogramSeries>();

  constructor(bounds: readonly number[] = secondsBounds) {
    this.#bounds = bounds;
  }

  /** For many observations of the same labels; it is on the page from then on. */
  series(labels: Labels): HistogramSeries {
    const key = keyOf(labels);
    let series = this.#series.get(key);
    if (!series) {
      series = new HistogramSeries(labels, this.#bounds);
      this.#series.set(key, series);
    }
    return series;
  }

  observe(labels: Labels, value: number): void {
    this.series(labels).observe(value);
  }

  /** The bound that this share of the observations does not exceed: 0 = none were made, Infinity = beyond the last bound. */
  quantile(share: number, of: (labels: Labels) => boolean): number {
    const counts = new Float64Array(this.#bounds.length + 1);
    for (const series of this.#series.values()) {
      if (of(series.labels)) series.counts.forEach((count, at) => (counts[at] = (counts[at] as number) + count));
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total === 0) return 0;
    let seen = 0;
    for (const [at, count] of counts.entries()) {
      seen += count;
      if (seen >= share * total) return this.#bounds[at] ?? Infinity;
    }
    return Infinity;
  }

  lines(name: string): string[] {
    return [...this.#series.values()].flatMap(({ labels, counts, sum }) => {
      let seen = 0;
      const buckets = [...counts].map((count, at) => {
        seen += count;
        const bound = this.#bounds[at];
        return sample(`${name}_bucket`, { ...labels, le: bound === undefined ? '+Inf' : String(bound) }, seen);
      });
      return [...buckets, sample(`${name}_sum`, labels, sum), sample(`${name}_count`, labels, seen)];
    });
  }
}

/** Builds a page: each metric with its HELP and TYPE; one without samples is left out unless it is always there. */
export class MetricsText {
  readonly #lines: string[] = [];

  write(name: string, type: 'counter' | 'gauge' | 'histogram', help: string, samples: readonly string[]): void {
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples);
  }

  /** Nothing where there is nothing to say. */
  writeAny(name: string, type: 'counter' | 'gauge' | 'histogram', help: string, samples: readonly string[]): void {
    if (samples.length > 0) this.write(name, type, help, samples);
  }

  single(name: string, type: 'counter' | 'gauge', help: string, value: number): void {
    this.write(name, type, help, [`${name} ${sampleText(value)}`]);
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
