// Everything a stress run has found so far, and the report it makes.
import type { Interval, Warning } from '../api/schemas/common.ts';
import type { BreakingPoint, ColumnFailure, CorruptionScore, SeverityScore, StressReport } from '../api/schemas/stress.ts';
import type { Corruption, StressColumn } from './corruption.ts';
import type { DamageFigures } from './evaluateDamage.ts';
import { gradeOf } from './grade.ts';
import { meanCorruptionError, relativeTo } from './relativeScore.ts';
import { undefinedScores } from './stressWarnings.ts';

/** What is known once the rows as they are have been through the model. */
export interface FindingsAbout extends Pick<
  StressReport,
  | 'task'
  | 'metric'
  | 'metricReason'
  | 'higherIsBetter'
  | 'seed'
  | 'rows'
  | 'totalRows'
  | 'labelled'
  | 'provider'
  | 'batch'
  | 'clean'
  | 'cleanMetrics'
  | 'dummy'
  | 'floor'
  | 'floorReason'
> {
  dummyWords: string;
  /** Rows with an answer on clean data. */
  answered: number;
  baseline: { id: string; name: string; report: StressReport } | null;
  warnings: Warning[];
}

interface Joint {
  corruption: Corruption;
  columns: readonly StressColumn[];
  severities: Map<number, SeverityScore>;
  breakingPoint?: BreakingPoint;
}

interface OfColumn {
  importance: Interval | null;
  failures: Map<string, ColumnFailure>;
}

export class Findings {
  readonly about: FindingsAbout;
  readonly warnings: Warning[];
  slices: StressReport['slices'] = [];
  unstable: StressReport['unstable'];
  readonly #joint = new Map<string, Joint>();
  readonly #columns = new Map<string, OfColumn>();

  constructor(about: FindingsAbout) {
    this.about = about;
    this.warnings = [...about.warnings];
  }

  addSeverity(corruption: Corruption, columns: readonly StressColumn[], severity: number, figures: DamageFigures): void {
    const joint = this.#joint.get(corruption.id) ?? { corruption, columns, severities: new Map<number, SeverityScore>() };
    const { answers: _answers, damage: _damage, ...kept } = figures;
    const amount = corruption.amounts[severity - 1] as number;
    joint.severities.set(severity, { severity, amount, meaning: corruption.says(amount), ...kept });
    this.#joint.set(corruption.id, joint);
  }

  severity(corruption: Corruption, severity: number): SeverityScore | undefined {
    return this.#joint.get(corruption.id)?.severities.get(severity);
  }

  addBreakingPoint(corruption: Corruption, point: BreakingPoint): void {
    const joint = this.#joint.get(corruption.id);
    if (joint) joint.breakingPoint = point;
  }

  addImportance(column: string, importance: Interval): void {
    this.#ofColumn(column).importance = importance;
  }

  importance(column: string): number {
    return this.#columns.get(column)?.importance?.value ?? 0;
  }

  addFailure(column: string, failure: ColumnFailure): void {
    this.#ofColumn(column).failures.set(failure.mode, failure);
  }

  /** How much worse the metric is with the corruption on all columns at once, at this severity; 0 where unknown. */
  jointDrop(corruption: Corruption, severity: number): number {
    const { clean, higherIsBetter } = this.about;
    const value = this.severity(corruption, severity)?.score.value ?? null;
    if (value === null || clean.value === null) return 0;
    return higherIsBetter ? clean.value - value : value - clean.value;
  }

  failures(): { column: string; failure: ColumnFailure }[] {
    return [...this.#columns].flatMap(([column, { failures }]) => [...failures.values()].map((failure) => ({ column, failure })));
  }

  #ofColumn(column: string): OfColumn {
    let found = this.#columns.get(column);
    if (!found) this.#columns.set(column, (found = { importance: null, failures: new Map() }));
    return found;
  }

  report(running: Pick<StressReport, 'progress' | 'timing'>): StressReport {
    const { answered, baseline, dummyWords, warnings: _warnings, ...about } = this.about;
    const corruptions = [...this.#joint.values()].map((joint) => this.#corruptionScore(joint));
    return {
      version: 1,
      ...about,
      grade: gradeOf(corruptions, {
        clean: about.clean.value,
        dummy: about.dummy,
        higherIsBetter: about.higherIsBetter,
        answered,
        dummyWords,
      }),
      corruptions,
      columns: this.#columnScores(),
      slices: this.slices,
      ...(this.unstable && { unstable: this.unstable }),
      ...(baseline && {
        baseline: { id: baseline.id, name: baseline.name },
        relative: meanCorruptionError(corruptions.map(({ relative }) => relative ?? null)),
      }),
      ...running,
      warnings: [...this.warnings, ...undefinedScores(corruptions, about.metric)],
    };
  }

  #corruptionScore({ corruption, columns, severities, breakingPoint }: Joint): CorruptionScore {
    const ordered = [...severities.values()].sort((a, b) => a.severity - b.severity);
    const values = ordered.map(({ score }) => score.value);
    const { id, title, family, help } = corruption;
    const { baseline, metric } = this.about;
    return {
      name: id,
      title,
      family,
      help,
      columns: columns.map(({ name }) => name),
      severities: ordered,
      // Of all five or not at all: the mean of some would look like a different damage.
      area:
        values.length === 5 && !values.includes(null) ? values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / 5 : null,
      ...(baseline && { relative: relativeTo(baseline.report, metric, { name: id, severities: ordered }) }),
      ...(breakingPoint && { breakingPoint }),
    };
  }

  /** Most damaged first. */
  #columnScores(): StressReport['columns'] {
    const largest = (failures: readonly ColumnFailure[]): number | null =>
      failures.reduce<number | null>(
        (most, { drop }) => (drop.value !== null && (most === null || drop.value > most) ? drop.value : most),
        null,
      );
    return [...this.#columns]
      .map(([column, { importance, failures }]) => {
        const sorted = [...failures.values()].sort((a, b) => (b.drop.value ?? -Infinity) - (a.drop.value ?? -Infinity));
        return { column, importance, failures: sorted, damage: largest(sorted) };
      })
      .sort(
        (a, b) =>
          (b.damage ?? -Infinity) - (a.damage ?? -Infinity) ||
          (b.importance?.value ?? -Infinity) - (a.importance?.value ?? -Infinity),
      );
  }
}
