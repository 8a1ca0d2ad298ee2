import type { Page } from 'playwright-core';

/**
 * As the system does it: real files and folders over the middle of the window, then let go. A busy page may see the drag leave
 * in the place of the drop, which a hand does not bring about: it hovers for longer than an event. Then it is tried again.
 */
export async function dragFiles(page: Page, files: string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const veil = page.getByText('Drop it anywhere');
  for (let attempt = 0; attempt < 3; attempt++) {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', {
        type,
        x: Math.round(width / 2),
        y: Math.round(height / 2),
        data: { items: [], files, dragOperationsMask: 1 },
      });
    }
    const isTaken = await veil.waitFor({ state: 'detached', timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (isTaken) break;
  }
  await devtools.detach();
}
