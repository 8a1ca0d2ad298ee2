// The kinds of repair one after the other: what is made of the scores first, since that costs least and concerns every row.
import { whyNoThreshold } from '../../api/decision.ts';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type {
  HardenKind,
  HardenMetric,
  HardenReport,
  HardenSettings,
  HardenStep,
  HardenTried,
} from '../../api/schemas/harden.ts';
import type { Mapping } from '../../api/schemas/mapping.ts';
import type { ModelCard } from '../../api/schemas/models.ts';
import { AppError } from '../../base/errors.ts';
import { mappingWarnings } from '../../runs/mappingWarnings.ts';
import { chooseMetric } from '../chooseMetric.ts';
import type { Corruption } from '../corruption.ts';
import { corruptions } from '../corruptions/registry.ts';
import { searchGates } from './abstainRound.ts';
import { cleanScenario, type Bench, type Scenario } from './bench.ts';
import { searchCalibration } from './calibrationRound.ts';
import { searchCells } from './cellSearch.ts';
import { columnOnBench } from './columnOnBench.ts';
import { figure, proveFinalist, type Finalist } from './finalist.ts';
import type { HardenContext } from './hardenRequest.ts';
import { figuresOf } from './judge.ts';
import { cellKinds } from './kinds/registry.ts';
import { levelOf } from './proof.ts';
import { hardenReport, type Findings } from './report.ts';
import { searchThresholds, thresholdMetrics } from './thresholdRound.ts';

export interface Rounds {
  bench: Bench;
  model: ModelCard;
  data: DatasetCard;
  mapping: Mapping;
  settings: HardenSettings;
  provider: string;
  startedAt: number;
  isLate: () => boolean;
  onProgress: HardenContext['onProgress'];
  onRound: (report: HardenReport) => Promise<void>;
}

/** How clean and messy rows are shown where every column is concerned: the first of these that fit. */
const typical = ['missing', 'sentinel-999', 'noise', 'outliers', 'unit-larger', 'typos', 'unseen-category', 'letter-case'];
const mostTypical = 6;

export async function runRounds(rounds: Rounds): Promise<{ report: HardenReport; isCut: boolean }> {
  const { bench, settings } = rounds;
  const clean = figuresOf(bench.judged('proof'), await bench.answers('proof', cleanScenario, []));
  const metric = settings.metric ?? chooseMetric(bench.table, clean, null).metric;
  if (metric === 'agreement' || (clean[metric]?.value ?? null) === null) throw notDefined(metric);
  const run = new RoundsRun(rounds, metric, clean);
  return run.all();
}

function notDefined(metric: string): AppError {
  return new AppError('INVALID_INPUT', `${metric} cannot be computed on these rows.`, {
    hint: 'Choose another metric, or leave it out.',
  });
}

class RoundsRun {
  readonly #rounds: Rounds;
  readonly #metric: HardenMetric;
  readonly #findings: Findings;
  readonly #kinds: HardenKind[];
  readonly #corruptions: readonly Corruption[];
  #typical: Scenario[] = [];
  #isCut = false;

  constructor(rounds: Rounds, metric: HardenMetric, clean: Findings['clean']) {
    const { settings, bench } = rounds;
    this.#rounds = rounds;
    this.#metric = metric;
    this.#corruptions = settings.corruptions ? corruptions.filter(({ id }) => settings.corruptions?.includes(id)) : corruptions;
    this.#kinds = this.#fittingKinds();
    const columns = this.#columns().length;
    const cells = cellKinds.filter(({ id }) => this.#kinds.includes(id)).length;
    const rows = bench.judged('proof').actual.length;
    this.#findings = {
      offers: [],
      tried: [],
      together: null,
      clean,
      done: 0,
      planned: cells * columns + (this.#kinds.length - cells),
      stage: '',
      warnings: [
        ...(rows < 500
          ? [
              {
                code: 'few-rows',
                message: `Only ${rows} rows can prove a gain.`,
                hint: 'Small gains stay unseen: take more rows with labels.',
                count: rows,
              },
            ]
          : []),
        ...mappingWarnings(rounds.model, rounds.data, rounds.mapping),
      ],
    };
  }

  async all(): Promise<{ report: HardenReport; isCut: boolean }> {
    const { bench, settings } = this.#rounds;
    this.#typical = await this.#typicalScenarios();
    const seed = settings.seed;
    const cost = settings.cost;
    if (this.#kinds.includes('calibration')) {
      await this.#round('calibration', 1, async () => {
        const { finalist, says } = await searchCalibration(bench, this.#typical);
        if (!finalist) this.#nothing('calibration', says);
        return finalist ? [finalist] : [];
      });
    }
    if (this.#kinds.includes('threshold')) {
      await this.#round('threshold', 1, async () => {
        const found = await searchThresholds(
          { bench, mapping: this.#rounds.mapping, cost, seed },
          { metrics: this.#thresholdMetrics(), requires: this.#calibrated(), others: this.#typical },
        );
        if (found.length === 0) this.#nothing('threshold', 'No other threshold helped on the half it is chosen on.');
        return found;
      });
    }
    if (this.#kinds.includes('abstain')) {
      await this.#round('abstain', 1, async () => {
        const { coverage, level } = settings;
        const found = await searchGates(bench, { coverage, level, seed, requires: this.#calibrated(), others: this.#typical });
        if (found.length === 0) this.#nothing('abstain', 'Answers of low score are no more often wrong than the others.');
        return found;
      });
    }
    for (const kind of cellKinds) {
      if (!this.#kinds.includes(kind.id)) continue;
      const columns = this.#columns();
      await this.#round(kind.id, columns.length, async () => {
        const finalists: Finalist[] = [];
        for (const name of columns) {
          if (this.#late()) {
            this.#findings.tried.push(skipped(kind.id, name));
            continue;
          }
          this.#say(`${kind.title}: ${name}`);
          const column = columnOnBench(name, this.#rounds);
          const search = { bench, metric: this.#metric, corruptions: this.#corruptions, cost, seed };
          const { finalist, tried } = await searchCells(kind, column, search);
          if (finalist) finalists.push(finalist);
          else this.#findings.tried.push(tried);
          bench.forget();
          this.#findings.done++;
        }
        return finalists;
      });
    }
    await this.#together();
    this.#say('done');
    return { report: this.#report(), isCut: this.#isCut };
  }

  /** One kind: search, then the proof of all it found, each at the level that their number gives. */
  async #round(kind: HardenKind, units: number, search: () => Promise<Finalist[]>): Promise<void> {
    const before = this.#findings.done;
    this.#say(kind);
    const finalists = this.#late() && !cellKinds.some(({ id }) => id === kind) ? this.#skip(kind) : await search();
    const level = levelOf(this.#kinds.length, Math.max(1, finalists.length));
    const { bench, settings } = this.#rounds;
    for (const finalist of finalists) {
      this.#say(`proving ${finalist.title}`);
      const { offer, tried } = await proveFinalist(finalist, level, { bench, cost: settings.cost, seed: settings.seed });
      this.#findings.tried.push(tried);
      if (offer) this.#findings.offers.push(offer);
      bench.forget();
      await this.#rounds.onRound(this.#report());
    }
    this.#findings.done = before + units;
    await this.#rounds.onRound(this.#report());
  }

  /** All offers at once, the first of each group: shown, not proved. */
  async #together(): Promise<void> {
    const taken = new Set<string>();
    const offers = this.#findings.offers.filter(({ group }) => {
      if (group !== null && taken.has(group)) return false;
      if (group !== null) taken.add(group);
      return true;
    });
    if (offers.length < 2) return;
    this.#say('all offers together');
    const { bench, settings } = this.#rounds;
    const steps = offers.flatMap((offer) => offer.steps);
    const figures = [];
    for (const scenario of [cleanScenario, ...this.#typical]) {
      const before = await bench.answers('proof', scenario, []);
      const after = await bench.answers('proof', scenario, steps);
      const about = { metric: this.#metric, cost: settings.cost, seed: settings.seed };
      figures.push(await figure(bench.judged('proof'), scenario, { before, after }, about));
    }
    this.#findings.together = { offers: offers.map(({ id }) => id), figures };
  }

  #fittingKinds(): HardenKind[] {
    const { reading } = this.#rounds.mapping;
    const hasScores = reading.task !== 'regression' && reading.scores !== undefined;
    const fits = (kind: HardenKind): boolean => {
      if (kind === 'threshold') return whyNoThreshold(reading) === null;
      return kind === 'calibration' || kind === 'abstain' ? hasScores : true;
    };
    const asked = this.#rounds.settings.kinds;
    return HardenKindOrder.filter((kind) => fits(kind) && (asked === null || asked.includes(kind)));
  }

  #columns(): string[] {
    const { columns } = this.#rounds.settings;
    const fed = this.#rounds.bench.table.features.map(({ name }) => name);
    return columns === null ? fed : fed.filter((name) => columns.includes(name));
  }

  #thresholdMetrics(): readonly HardenMetric[] {
    const { cost, metric } = this.#rounds.settings;
    if (cost) return ['cost'];
    // F1 where nobody asked for it would speak for calling every row positive, even of labels that are chance.
    return metric !== null && thresholdMetrics.includes(metric) ? [metric] : ['accuracy', 'balancedAccuracy', 'mcc'];
  }

  /** What is made of the scores stands on the calibration that is offered. */
  #calibrated(): { ids: string[]; steps: HardenStep[] } {
    const offer = this.#findings.offers.find(({ kind }) => kind === 'calibration');
    return offer ? { ids: [offer.id], steps: offer.steps } : { ids: [], steps: [] };
  }

  async #typicalScenarios(): Promise<Scenario[]> {
    const { bench, settings } = this.#rounds;
    const wanted = settings.corruptions ?? typical;
    const found: Scenario[] = [];
    for (const id of wanted) {
      const corruption = corruptions.find((one) => one.id === id);
      const scenario = corruption && (await bench.scenario(corruption, bench.table.features));
      if (scenario && found.length < mostTypical) found.push(scenario);
    }
    return found;
  }

  #late(): boolean {
    if (this.#rounds.isLate()) this.#isCut = true;
    return this.#isCut;
  }

  #skip(kind: HardenKind): Finalist[] {
    this.#findings.tried.push(skipped(kind, null));
    return [];
  }

  #nothing(kind: HardenKind, says: string): void {
    this.#findings.tried.push({
      kind,
      column: null,
      candidates: 0,
      best: null,
      scenario: null,
      outcome: 'no-gain',
      gain: null,
      says,
    });
  }

  #say(stage: string): void {
    const { done, planned } = this.#findings;
    this.#findings.stage = stage;
    this.#rounds.onProgress?.({ stage, done, total: planned, unit: 'repairs' });
  }

  #report(): HardenReport {
    const { bench, settings, data, provider, startedAt } = this.#rounds;
    return hardenReport(this.#findings, {
      bench,
      metric: this.#metric,
      seed: settings.seed,
      totalRows: data.rows,
      provider,
      startedAt,
    });
  }
}

const HardenKindOrder: readonly HardenKind[] = ['calibration', 'threshold', 'abstain', ...cellKinds.map(({ id }) => id)];

function skipped(kind: HardenKind, column: string | null): HardenTried {
  return {
    kind,
    column,
    candidates: 0,
    best: null,
    scenario: null,
    outcome: 'skipped',
    gain: null,
    says: 'The time was up.',
  };
}
