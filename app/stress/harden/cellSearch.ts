// The best repair of one kind for one column, chosen on the search half.
import type { HardenTried } from '../../api/schemas/harden.ts';
import type { Feed } from '../../api/schemas/mapping.ts';
import { changedCells, repairedColumn } from '../../prepare/cellRepairs.ts';
import type { PredictionBatch } from '../../prepare/predictions.ts';
import type { Corruption } from '../corruption.ts';
import { cleanScenario, type Scenario } from './bench.ts';
import type { Finalist, ProofContext } from './finalist.ts';
import { gainOf } from './judge.ts';
import type { Candidate, CellKind, ColumnOnBench } from './kind.ts';
import { strength, worthProving } from './proof.ts';

/** Messy rows of so many kinds are looked at while choosing; the proof shows all of them. */
const searchedScenarios = 3;

export interface CellSearch extends ProofContext {
  metric: Finalist['metric'];
  corruptions: readonly Corruption[];
}

/** Null and why, where nothing is worth a proof. */
export async function searchCells(
  kind: CellKind,
  column: ColumnOnBench,
  search: CellSearch,
): Promise<{ finalist: Finalist | null; tried: HardenTried }> {
  const { bench, metric } = search;
  const candidates = kind.candidates(column);
  const none = (outcome: 'nothing' | 'no-gain', says: string): { finalist: null; tried: HardenTried } => ({
    finalist: null,
    tried: {
      kind: kind.id,
      column: column.name,
      candidates: candidates.length,
      best: null,
      scenario: null,
      outcome,
      gain: null,
      says,
    },
  });
  if (candidates.length === 0) return none('nothing', 'Nothing of this kind fits the column.');
  const messy: Scenario[] = [];
  for (const corruption of search.corruptions.filter((one) => kind.isFor(one))) {
    const scenario = await bench.scenario(corruption, [column.about]);
    if (scenario) messy.push(scenario);
  }
  const rows = bench.judged('search');
  let best: Found | null = null;
  for (const candidate of candidates) {
    const found: { scenario: Scenario; strength: number }[] = [];
    let harms = false;
    for (const scenario of [cleanScenario, ...messy.slice(0, searchedScenarios)]) {
      if (scenario === cleanScenario && leavesAlone(candidate, column)) continue;
      const before = await bench.answers('search', scenario, []);
      const after = await bench.answers('search', scenario, candidate.steps);
      if (isSame(before, after)) continue;
      const { gain } = await gainOf(rows, { before, after }, { metric, cost: search.cost, seed: search.seed });
      if (scenario === cleanScenario && gain.high !== null && gain.high < 0) harms = true;
      found.push({ scenario, strength: strength(gain) });
    }
    if (harms) continue;
    for (const one of found) if (isBetter({ candidate, ...one }, best)) best = { candidate, ...one };
  }
  if (!best) {
    return none('no-gain', `None of ${candidates.length} helped on the half of the rows that repairs are chosen on.`);
  }
  return {
    finalist: {
      id: `${kind.id}:${column.name}`,
      kind: kind.id,
      column: column.name,
      title: `${column.name}: ${best.candidate.says}`,
      steps: best.candidate.steps,
      requires: { ids: [], steps: [] },
      group: null,
      metric,
      primary: best.scenario,
      others: messy,
      candidates: candidates.length,
    },
    tried: {
      kind: kind.id,
      column: column.name,
      candidates: candidates.length,
      best: best.candidate.says,
      scenario: best.scenario.title,
      outcome: 'skipped',
      gain: null,
      says: 'It helped on the half it was chosen on; the time was up before it could be proved.',
    },
  };
}

interface Found {
  candidate: Candidate;
  scenario: Scenario;
  strength: number;
}

/** A gain so strong on the rows as they are comes before any on rows that were made messy. */
const surelyClean = 4;

function isBetter(one: Found, best: Found | null): boolean {
  const isClean = ({ scenario, strength: gain }: Found): boolean => scenario === cleanScenario && gain > surelyClean;
  if (!best) return one.strength > worthProving;
  if (isClean(one) !== isClean(best)) return isClean(one);
  return one.strength > best.strength;
}

/** Whether no cell of the clean rows is changed: then nothing need be run to know that nothing changes. */
function leavesAlone({ steps }: Candidate, { name, column, feeds, missing }: ColumnOnBench): boolean {
  return steps.every((step) => {
    if (step.kind === 'missing') return missing === 0;
    if (step.kind !== 'repair' || feeds.some(({ feed }: { feed: Feed }) => (feed.repairs?.length ?? 0) > 0)) return false;
    // Text that is read as a number is mended as such only with its cast: not told from here.
    if (column.kind === 'text' && feeds.some(({ input }) => input.type !== 'string')) return false;
    const feature = { column: name, missing: { kind: 'reject' as const }, repairs: [step.repair] };
    return changedCells(column, repairedColumn(feature, column), 1).length === 0;
  });
}

function isSame(a: PredictionBatch, b: PredictionBatch): boolean {
  const same = (x: ArrayLike<number> | null, y: ArrayLike<number> | null): boolean => {
    if (x === null || y === null) return x === y;
    for (let i = 0; i < x.length; i++) if (x[i] !== y[i] && !(Number.isNaN(x[i]) && Number.isNaN(y[i]))) return false;
    return true;
  };
  return same(a.classIndex, b.classIndex) && same(a.values, b.values) && same(a.scores, b.scores);
}
