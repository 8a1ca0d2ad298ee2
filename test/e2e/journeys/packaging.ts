import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JourneyHost } from './journeyHost.ts';
import { given } from './files.ts';
import { goTo, newProject, notices, openExample, runToTheEnd } from './steps.ts';

/** From a finished run to what an operator gets: ways to deploy, what is in the archive, readiness, what was exported before. */
export function describePackaging(host: JourneyHost): void {
  describe('packaging', () => {
    beforeAll(async () => {
      const page = host.page();
      await openExample(page);
      await runToTheEnd(page);
      await goTo(page, 'bundle');
    });

    it('files for a cluster are looked at before they are written, and one engine that cannot serve the model is left out', async () => {
      const page = host.page();
      const targets = page.getByRole('group', { name: 'Ways to deploy' });
      for (const name of ['Kubernetes', 'OpenVINO Model Server'])
        await targets.getByRole('checkbox', { name, exact: true }).check();
      await page.getByRole('button', { name: 'Preview' }).click();
      await page.getByText('nothing is exported yet').waitFor();
      await page.getByRole('list', { name: 'Before deploying' }).getByText('is left out').waitFor();
      const files = page.getByRole('navigation', { name: 'Files in the bundle' });
      await files.getByRole('button', { name: /^deployment\.yaml / }).click();
      await page.getByRole('region', { name: 'k8s/deployment.yaml' }).getByText('readOnlyRootFilesystem: true').waitFor();
      expect(await files.getByText('ovms/').count()).toBe(0);
      await page.getByRole('button', { name: 'Export bundle' }).click();
      await page.getByRole('list', { name: 'Before deploying' }).first().getByText('is left out').waitFor();
      await page.getByRole('button', { name: 'Verify the bundle' }).waitFor();
    });

    it('readiness counts what the project has to show, and what is stated stays', async () => {
      const page = host.page();
      await page.getByRole('tab', { name: 'Readiness' }).click();
      await page.getByRole('button', { name: 'Say how it is met: All hyperparameters have been tuned' }).click();
      await page.getByRole('textbox', { name: 'How this is met' }).fill('Chosen by cross-validation over the training years.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('“Chosen by cross-validation over the training years.”').waitFor();
      await page.getByRole('tab', { name: 'History' }).click();
      await page.getByRole('tab', { name: 'Readiness' }).click();
      await page.getByText('“Chosen by cross-validation over the training years.”').waitFor();
    });

    it('two exports are compared: what was stated in between is what differs', async () => {
      const page = host.page();
      await page.getByRole('tab', { name: 'Export' }).click();
      await page.getByRole('textbox', { name: 'Name of the model in the server' }).fill('second');
      await page.getByRole('button', { name: 'Export bundle' }).click();
      await page
        .getByText(/second-.*\.zip/)
        .first()
        .waitFor();
      await page.getByRole('tab', { name: 'History' }).click();
      const table = page.getByRole('region', { name: 'Bundles of this project' });
      // Newest first: other journeys may have exported from the same project before.
      for (const name of [/^Compare second-/, /^Compare bird-strikes-/])
        await table.getByRole('checkbox', { name }).first().check();
      const difference = page.getByRole('region', { name: 'What differs between the bundles' });
      await difference.getByText('readiness.json').waitFor();
      await difference.getByText('second', { exact: true }).waitFor();
      expect(await difference.getByText('model/model.onnx').count()).toBe(0);
    });

    it('B2 drop anything: a bundle that comes back is verified, in a project that exported another one and in one that has no run', async () => {
      const page = host.page();
      await page.getByRole('tab', { name: 'Export' }).click();
      const path = await host.saved(() => page.getByRole('button', { name: /^(Download|Save a copy)$/ }).click());
      const changed = await given(host, 'changed.zip', withOtherFigures(await readFile(path)));
      await host.drop([changed]);
      await notices(page).getByText('Found a bundle.').waitFor();
      await page.getByText('The bundle failed verification.').waitFor({ timeout: 100_000 });
      await newProject(page);
      await host.drop([path]);
      await page
        .getByRole('main', { name: 'Bundle' })
        .getByText('The bundle serves what was validated.')
        .waitFor({ timeout: 100_000 });
    });
  });
}

/** The same archive with one letter of a text in it changed: entries are stored as they are. */
function withOtherFigures(archive: Buffer): Buffer {
  const copy = Buffer.from(archive);
  const at = copy.indexOf('Chosen by cross-validation');
  expect(at).toBeGreaterThan(0);
  copy.write('c', at);
  return copy;
}
