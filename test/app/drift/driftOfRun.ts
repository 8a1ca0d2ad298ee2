import { DriftSettings, type DriftReport } from '../../../app/api/schemas/drift.ts';
import { runDrift } from '../../../app/drift/runDrift.ts';
import { validate } from '../../../app/runs/validate.ts';
import type { PreparedRun } from '../runs/support/prepareRun.ts';

/** Validates the run, and compares its months with the first ones. */
export async function driftOfRun({ request, folder, root }: PreparedRun): Promise<DriftReport> {
  await validate(request, {});
  const { data, mapping } = request;
  return runDrift({
    data,
    mapping,
    runPath: null,
    validationDir: folder.dir,
    reference: null,
    period: null,
    settings: DriftSettings.parse({ window: 'month' }),
    cacheDir: root,
  });
}
