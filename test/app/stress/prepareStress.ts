// A real model, real rows and the folder of a stress run: everything runStress() needs.
import { StressSettings } from '../../../app/api/schemas/stress.ts';
import type { RunFolder } from '../../../app/runs/runFolder.ts';
import type { StressRequest } from '../../../app/stress/stressRequest.ts';
import { createStressRun } from '../../../app/stress/stressStore.ts';
import { preparationPlan } from '../../../app/mapping/preparationPlan.ts';
import { prepareRun, versions, type PrepareOptions, type PreparedRun } from '../runs/support/prepareRun.ts';

export interface PreparedStress extends Pick<PreparedRun, 'root' | 'projectDir'> {
  folder: RunFolder;
  request: StressRequest;
}

export async function prepareStress(
  options: Omit<PrepareOptions, 'settings'> & { settings?: Partial<StressSettings> },
): Promise<PreparedStress> {
  const { settings: _settings, ...ofRun } = options;
  const { root, projectDir, request } = await prepareRun(ofRun);
  return { root, projectDir, ...(await anotherStress({ projectDir, request }, options.settings)) };
}

/** A further run over the same model and rows. */
export async function anotherStress(
  { projectDir, request }: { projectDir: string; request: Pick<StressRequest, 'model' | 'runPath' | 'data' | 'mapping'> },
  changes: Partial<StressSettings> = {},
): Promise<{ folder: RunFolder; request: StressRequest }> {
  const { model, runPath, data, mapping } = request;
  const settings = StressSettings.parse({ provider: 'cpu', ...changes });
  const plan = preparationPlan(model, data, mapping);
  const { folder } = await createStressRun(projectDir, { model, data, mapping, plan, settings, versions });
  return {
    folder,
    request: { runDir: folder.dir, model, runPath, data, mapping, settings, provider: 'cpu', threads: 1, baselineDir: null },
  };
}

/** Two numbers that tell the label apart, with noise, and one that tells nothing. */
export const labelledRows = (rows: number): string => `
  SELECT a, b, c, (2 * a - b + noise > 0)::INTEGER AS label FROM (
    SELECT (hash(i * 4) % 2001)::DOUBLE / 1000 - 1 AS a, (hash(i * 4 + 1) % 2001)::DOUBLE / 1000 - 1 AS b,
           (hash(i * 4 + 2) % 2001)::DOUBLE / 1000 - 1 AS c, (hash(i * 4 + 3) % 2001)::DOUBLE / 1000 - 1 AS noise
    FROM range(${String(rows)}) t(i) ORDER BY i)`;
