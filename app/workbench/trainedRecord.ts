import { relative, sep } from 'node:path';
import type { RetrainRecord } from '../api/schemas/retrain.ts';
import { asksFor } from '../retrain/fillCommand.ts';
import { retrainNames } from '../retrain/retrainFiles.ts';
import type { TrainingResult } from '../retrain/retrainRequest.ts';

/** The record with what a training command came to; paths become relative to the run folder. */
export function trainedRecord(record: RetrainRecord, result: TrainingResult, runDir: string): RetrainRecord {
  const { settings } = record;
  const names = retrainNames(settings);
  const { state, reason, exitCode, rows, model } = result;
  return {
    ...record,
    state,
    stateReason: reason,
    exitCode,
    rows,
    files: { ...names, reference: asksFor(settings.command, 'reference') ? names.reference : null },
    model: model && { path: relative(runDir, model.path).split(sep).join('/'), sha256: model.sha256 },
  };
}
