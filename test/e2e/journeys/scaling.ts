import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CapacityPlan } from '../../../app/api/schemas/capacity.ts';
import { LoadResult } from '../../../app/api/schemas/load.ts';
import type { JourneyHost } from './journeyHost.ts';
import { goTo, openExample, openProjectFolder, runToTheEnd } from './steps.ts';

/** Of a whole quick load test on a busy machine. */
const patience = 120_000;

/** Before deployment: how much the bundle carries, and what a wanted rate takes. */
export function describeScaling(host: JourneyHost): void {
  describe.runIf(host.takesAll)('how much the bundle carries', () => {
    beforeAll(async () => {
      const page = host.page();
      await openExample(page);
      await runToTheEnd(page);
      await goTo(page, 'bundle');
      await page.getByRole('button', { name: 'Export bundle' }).click();
      await page.getByRole('button', { name: 'Verify the bundle' }).waitFor();
    });

    it('is measured with the real server, and kept where the next export finds it', { timeout: patience + 30_000 }, async () => {
      const page = host.page();
      await page.getByRole('tab', { name: 'Scale' }).click();
      await page.getByRole('textbox', { name: 'Wanted requests a second' }).fill('50');
      await page.getByRole('textbox', { name: '99 of 100 within, ms' }).fill('2000');
      await page.getByRole('checkbox', { name: 'Quick, a first look' }).check();
      await page.getByRole('button', { name: 'Run the load test' }).click();
      await page.getByRole('progressbar', { name: 'Progress of the load test' }).waitFor();
      await page.getByRole('figure', { name: /^Latency by rate/ }).waitFor({ timeout: patience });
      await page.getByText(/^One replica carries [\d,]+ requests\/s .* for 50\/s: 1 replica \(2 for one to fail\)\.$/).waitFor();
      await page.getByText(/, all as validated$/).waitFor();
      const runs = join(openProjectFolder(page), 'runs');
      const [id = ''] = (await readdir(runs))
        .filter((name) => name.includes('validate'))
        .sort()
        .reverse();
      const load = LoadResult.parse(JSON.parse(await readFile(join(runs, id, 'load.json'), 'utf8')));
      expect(load).toMatchObject({ ok: true, oneIsEnough: true, answers: { wrong: 0 } });
      const plan = JSON.parse(await readFile(join(runs, id, 'capacity.json'), 'utf8')) as unknown;
      expect(CapacityPlan.parse(plan)).toEqual(CapacityPlan.parse(load.plan));
    });
  });
}
