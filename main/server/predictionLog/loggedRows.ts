// The lines of an answered request: who was asked about what, and what was answered.
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { PredictionBatch } from '../../../app/prepare/predictions.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import type { GivenTensor } from '../oip/inferRequest.ts';
import { predictedRows, type PredictedRow, type PredictRequest } from '../predict.ts';
import type { ServedModel } from '../servedModel.ts';
import { checkLogColumns, type LogSettings } from './logSettings.ts';
import type { LogEntry } from './predictionLog.ts';
import { createRedaction } from './redaction.ts';
import { isSampled, readId, rowId } from './rowIds.ts';

/** One line of `predictions-….jsonl`. */
interface PredictionLine {
  time: string;
  id: string;
  /** 0-based, in its request. */
  row: number;
  model: string;
  version: string;
  /** The validation that the bundle was made of. */
  run: string;
  /** `tensors`: inputs by the names of the model's inputs, instead of by column. */
  form?: 'tensors';
  inputs: Record<string, unknown>;
  /** Columns of which a hash stands for the value: who reads the log must not take it for one. */
  hashed?: string[];
  /** Columns that are left out: who reads the log must not take them for missing. */
  redacted?: string[];
  prediction: string | number | null;
  scores?: Record<string, number | null> | null;
  /** Why there is no prediction. */
  error?: string;
  latencyMs: number;
}

export interface AnsweredRequest {
  requestId: string;
  rowCount: number;
  /** Size of its body. */
  bytes: number;
  latencyMs: number;
  at: Date;
}

export interface RowLogger {
  /** The id of each named row: of the column that the settings name, else made from that of the request. */
  idsOf(request: Pick<AnsweredRequest, 'requestId' | 'rowCount'>, cell: PredictRequest['cell']): (row: number) => string;
  ofRows(request: AnsweredRequest, cell: PredictRequest['cell'], answer: readonly PredictedRow[]): LogEntry;
  ofTensors(
    request: AnsweredRequest,
    tensors: readonly GivenTensor[],
    answer: { predictions: PredictionBatch; rejected: Uint8Array | null },
  ): LogEntry;
}

/** What the values of a row cost in memory besides its part of the body. */
const rowBytes = 200;

/** JSON has no 64-bit integers and no NaN, which in a tensor says that the value is missing. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

/** @throws INVALID_INPUT where the settings name columns that are never logged */
export function createRowLogger(model: ServedModel, settings: LogSettings): RowLogger {
  const { plan } = model;
  const columns = [...new Set([...createPreparer(plan).columns, ...settings.further])];
  checkLogColumns(settings, columns);
  const redact = createRedaction(settings);
  const hashed = settings.hashed.filter((name) => !settings.leftOut.includes(name));
  const kept = { ...(hashed.length > 0 && { hashed }), ...(settings.leftOut.length > 0 && { redacted: settings.leftOut }) };

  const idsOf: RowLogger['idsOf'] = (request, cell) => (row) => {
    const own = settings.idColumn === null ? null : readId(cell(row, settings.idColumn));
    return own ?? rowId(request.requestId, row, request.rowCount);
  };

  const line = (
    request: AnsweredRequest,
    row: number,
    id: string,
  ): Omit<PredictionLine, 'inputs' | 'prediction' | 'latencyMs'> => ({
    time: request.at.toISOString(),
    id,
    row,
    model: model.name,
    version: model.version,
    run: model.manifest.run.id,
  });

  return {
    idsOf,

    ofRows: (request, cell, answer) => ({
      kind: 'predictions',
      rowCount: request.rowCount,
      bytes: request.bytes + rowBytes * request.rowCount,
      line(row): PredictionLine | null {
        const id = idsOf(request, cell)(row);
        if (!isSampled(id, settings.sample)) return null;
        const inputs: [string, unknown][] = columns.flatMap((column) => {
          const value = redact(column, plain(cell(row, column)));
          return value === undefined ? [] : [[column, value]];
        });
        const { prediction = null, scores, error } = answer[row] ?? {};
        return {
          ...line(request, row, id),
          inputs: Object.fromEntries(inputs),
          ...kept,
          prediction,
          ...(scores !== undefined && { scores }),
          ...(error !== undefined && { error }),
          latencyMs: request.latencyMs,
        };
      },
    }),

    ofTensors: (request, tensors, { predictions, rejected }) => {
      // All rows of a tensor request have an answer: it is refused as a whole otherwise.
      let answer: PredictedRow[] | null = null;
      return {
        kind: 'predictions',
        rowCount: request.rowCount,
        bytes: request.bytes + rowBytes * request.rowCount,
        line(row): PredictionLine | null {
          const id = rowId(request.requestId, row, request.rowCount);
          if (!isSampled(id, settings.sample)) return null;
          answer ??= predictedRows(plan, predictions, rejected);
          const { prediction = null, scores } = answer[row] ?? {};
          return {
            ...line(request, row, id),
            form: 'tensors',
            inputs: tensorInputs(plan, tensors, row, redact),
            ...kept,
            prediction,
            ...(scores !== undefined && { scores }),
            latencyMs: request.latencyMs,
          };
        },
      };
    },
  };
}

/**
 * Elements of a row by input: one as it is, several as an array in the order of the model, or by column where some of them
 * are kept out of the log.
 */
function tensorInputs(
  plan: PreparationPlan,
  tensors: readonly GivenTensor[],
  row: number,
  redact: ReturnType<typeof createRedaction>,
): Record<string, unknown> {
  const inputs: [string, unknown][] = [];
  for (const { name, data } of tensors) {
    const features = plan.inputs.find(({ input }) => input === name)?.features ?? [];
    const elements = features.map(({ column }, element): [string, unknown] => [
      column,
      redact(column, plain(data[row * features.length + element] ?? null)),
    ]);
    const kept = elements.filter(([, value]) => value !== undefined);
    const [only] = kept;
    if (only === undefined) continue;
    if (features.length === 1) inputs.push([name, only[1]]);
    else inputs.push([name, kept.length === features.length ? kept.map(([, value]) => value) : Object.fromEntries(kept)]);
  }
  return Object.fromEntries(inputs);
}
