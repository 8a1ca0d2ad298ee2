import { execFileSync } from 'node:child_process';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wine } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';
import { dismissNotices, goTo, newProject, notices, openProjectFolder, readyToRun, runButton, runToTheEnd } from './steps.ts';

/** A disk of a few MB, which only root may make. */
function mountDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Takes all the room that is left on the disk of `path`. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const size of [1 << 20, 1 << 12]) {
      for (;;) {
        const { bytesWritten } = await file.write(Buffer.alloc(size));
        if (bytesWritten < size) break;
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
}

/** The disk of the project is full: said where it hurts, and nothing is lost. */
export function describeFullDisk(host: JourneyHost): void {
  describe.runIf(host.takesAll)('a full disk', () => {
    const disk = join(tmpdir(), `drydock-small-disk-${String(process.pid)}-${host.kind}`);
    const filler = join(disk, 'filler');
    let isMounted = false;
    let usual = '';

    const useFolder = async (folder: string): Promise<string> => {
      const page = host.page();
      await goTo(page, 'settings');
      const field = page.getByRole('textbox', { name: 'Folder of new projects' });
      const before = await field.inputValue();
      await field.fill(folder);
      await page.getByRole('button', { name: 'Use this folder' }).click();
      await page.getByText(folder).first().waitFor();
      return before;
    };

    beforeAll(async () => {
      await mkdir(disk, { recursive: true });
      isMounted = mountDisk(disk);
      if (!isMounted) return;
      usual = await useFolder(disk);
      await newProject(host.page());
      await host.drop([wine.model, wine.data]);
      await readyToRun(host.page()).waitFor();
      await runToTheEnd(host.page());
    });
    afterAll(async () => {
      if (isMounted) {
        await useFolder(usual);
        execFileSync('umount', ['-l', disk]);
      }
      await rm(disk, { recursive: true, force: true });
    });

    it('stops a run and an export with a notice, keeps what was there, and both go on when there is room', async (context) => {
      if (!isMounted) context.skip('only root can make a small disk');
      const page = host.page();
      const saysFull = async (): Promise<void> => {
        const notice = notices(page).locator('.notice').filter({ hasText: 'The disk is full.' });
        await notice
          .getByText(/Free some space and try again/)
          .first()
          .waitFor();
        await notice.getByRole('button', { name: 'Copy details' }).first().click();
        await dismissNotices(page);
      };
      const project = openProjectFolder(page);
      expect(project.startsWith(disk)).toBe(true);
      await fill(filler);
      await runButton(page).click();
      await saysFull();
      await goTo(page, 'validate');
      await page.getByRole('button', { name: /^actual grignolino, predicted grignolino/ }).waitFor();
      await goTo(page, 'bundle');
      await page.getByRole('button', { name: 'Export bundle' }).click();
      await saysFull();
      expect((await readdir(join(project, 'bundles')).catch(() => [])).filter((name) => name.endsWith('.zip'))).toEqual([]);

      await rm(filler);
      await page.getByRole('button', { name: 'Export bundle' }).click();
      await page.getByRole('button', { name: 'Verify the bundle' }).waitFor();
      await runToTheEnd(page);
    });
  });
}
