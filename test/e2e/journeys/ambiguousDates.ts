import { describe, it } from 'vitest';
import { perColumn } from '../../support/tinyModels.ts';
import { given } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';
import { goTo, newProject, readyToRun, runToTheEnd } from './steps.ts';

/** The 3rd of April or the 4th of March: no day of these files goes beyond the 12th. */
function visitsOfFourMonths(): string {
  const lines = Array.from({ length: 240 }, (_, index) => {
    const month = 1 + (index % 4);
    const day = 1 + (Math.floor(index / 4) % 12);
    const date = `${String(day).padStart(2, '0')}/${String(month).padStart(2, '0')}/2021`;
    return `${20 + (index % 50)},${index % 7},${index % 2 ? 'rome' : 'paris'},${date},${index % 3 ? 'yes' : 'no'}`;
  });
  return `age,visits,city,seen,bought\n${lines.join('\n')}\n`;
}

/** What a file alone cannot tell is asked. */
export function describeAmbiguousDates(host: JourneyHost): void {
  describe.runIf(host.takesAll)('dates whose day and month cannot be told apart', () => {
    it('B2 time detect: the question is asked with an example of either answer, and the answer sets the windows over time', async () => {
      const page = host.page();
      await newProject(page);
      await host.drop([await given(host, 'visits.onnx', perColumn()), await given(host, 'visits.csv', visitsOfFourMonths())]);
      await readyToRun(page).waitFor();
      await page.getByRole('link', { name: 'Data, has a question for you' }).waitFor();
      const question = page.getByRole('region', { name: 'A question about the data' });
      await question.getByRole('button', { name: 'Month before day 01/02/2021 is 2 January 2021' }).waitFor();
      await question.getByRole('button', { name: 'Day before month 01/02/2021 is 1 February 2021' }).click();
      await question.waitFor({ state: 'detached' });
      await readyToRun(page).waitFor();
      await page.getByRole('button', { name: 'Role of seen: time; change' }).waitFor();
      await runToTheEnd(page);
      await goTo(page, 'time');
      await page.getByText('4 windows').waitFor();
    });
  });
}
