// A model in memory and rows made for it: hardening without files and runtime, quick enough to repeat.
import type { HardenReport, HardenSettings as Settings } from '../../../../app/api/schemas/harden.ts';
import { HardenSettings } from '../../../../app/api/schemas/harden.ts';
import type { Mapping } from '../../../../app/api/schemas/mapping.ts';
import type { ModelCard } from '../../../../app/api/schemas/models.ts';
import type { Session } from '../../../../app/inference/runtime.ts';
import { applySteps } from '../../../../app/mapping/hardenSteps.ts';
import { preparationPlan } from '../../../../app/mapping/preparationPlan.ts';
import { isText, type TensorData } from '../../../../app/prepare/tensors.ts';
import { Bench } from '../../../../app/stress/harden/bench.ts';
import { splitHalves } from '../../../../app/stress/harden/halves.ts';
import { runRounds } from '../../../../app/stress/harden/rounds.ts';
import { stressColumn } from '../../../../app/stress/stressTable.ts';
import type { StressTable } from '../../../../app/stress/stressTable.ts';
import { batchOf, cardOf, type TestCell } from '../../mapping/table.ts';

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export interface MadeRows {
  /** Columns that feed the model, by the name of its inputs. */
  features: Record<string, TestCell[]>;
  /** 1 = yes. */
  actual: number[];
}

/** Log-odds of "yes" from one row; texts as texts. */
export type Logit = (row: Record<string, number | string>) => number;

function tensorInfo(name: string, isTextInput: boolean) {
  return { name, kind: 'tensor' as const, type: isTextInput ? ('string' as const) : ('float32' as const), shape: [null, 1] };
}

function modelCard(features: MadeRows['features']): ModelCard {
  const inputs = Object.entries(features).map(([name, cells]) =>
    tensorInfo(
      name,
      cells.some((cell) => typeof cell === 'string'),
    ),
  );
  return {
    name: 'made',
    inputs,
    outputs: [{ name: 'p', kind: 'tensor', type: 'float32', shape: [null, 2] }],
    operators: [],
    metadata: {},
    fixedBatch: null,
  } as unknown as ModelCard;
}

function mappingOf(features: MadeRows['features']): Mapping {
  return {
    version: 1,
    columns: [...Object.keys(features).map((name) => ({ name, role: 'feature' as const, reason: '', confidence: 1 }))],
    inputs: Object.entries(features).map(([name, cells]) => {
      const isTextInput = cells.some((cell) => typeof cell === 'string');
      const missing = isTextInput ? { kind: 'empty' as const } : { kind: 'constant' as const, value: 0, from: 'a test' };
      return { input: name, feeds: [{ column: name, missing, reason: '', confidence: 1 }] };
    }),
    reading: { task: 'binary', classes: ['no', 'yes'], scores: { output: 'p', form: 'probabilities' } },
    positive: 'yes',
    labels: {},
  };
}

export function sessionOf(logit: Logit): Session {
  return {
    provider: 'cpu',
    inputs: [],
    outputs: [],
    async run(tensors) {
      const names = Object.keys(tensors);
      const rows = (tensors[names[0] as string] as TensorData).dims[0] as number;
      const data = new Float32Array(2 * rows);
      for (let row = 0; row < rows; row++) {
        const cells = Object.fromEntries(
          names.map((name) => {
            const { data: values } = tensors[name] as TensorData;
            return [name, isText(values) ? (values.dictionary[values.codes[row] as number] as string) : Number(values[row])];
          }),
        );
        const p = sigmoid(logit(cells));
        data[2 * row] = 1 - p;
        data[2 * row + 1] = p;
      }
      return { p: { type: 'float32', dims: [rows, 2], data } };
    },
    close: async () => undefined,
  };
}

export interface MadeBench {
  rows: MadeRows;
  logit: Logit;
  settings?: Partial<Settings>;
  map?: (mapping: Mapping) => Mapping;
  isLate?: () => boolean;
  signal?: AbortSignal;
  onRound?: (report: HardenReport) => void;
}

/** Hardens a made model on made rows. */
export async function hardenMade(made: MadeBench): Promise<{ report: HardenReport; isCut: boolean; mapping: Mapping }> {
  const { rows, logit } = made;
  const settings = HardenSettings.parse({ ...made.settings });
  const model = modelCard(rows.features);
  const data = cardOf(rows.features);
  const suggested = mappingOf(rows.features);
  const mapping = made.map ? made.map(suggested) : suggested;
  const { columns } = batchOf(rows.features);
  const rowCount = rows.actual.length;
  const table: StressTable = {
    rowCount,
    rowNumbers: Float64Array.from({ length: rowCount }, (_, row) => row),
    columns: new Map(Object.entries(columns)),
    features: data.columns.map((profile) => stressColumn(profile.name, columns[profile.name]!, profile)),
    task: 'binary',
    classes: ['no', 'yes'],
    positive: 1,
    actual: Int32Array.from(rows.actual),
    unknownLabels: [],
    time: null,
    weight: null,
  };
  const bench = new Bench({
    session: sessionOf(logit),
    table,
    halves: splitHalves(table, settings.seed),
    batchRows: 65_536,
    planWith: (steps) => preparationPlan(model, data, applySteps(mapping, steps)),
    seed: settings.seed,
    signal: made.signal,
  });
  const result = await runRounds({
    bench,
    model,
    data,
    mapping,
    settings,
    provider: 'cpu',
    startedAt: performance.now(),
    isLate: made.isLate ?? (() => false),
    onProgress: undefined,
    onRound: async (report) => made.onRound?.(report),
  });
  return { ...result, mapping };
}
