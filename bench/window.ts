// How quick is the window? The browser host as a person starts it, in a real Chromium, measured by the page's own clock.
//   node dist/bench/window.js [--write]
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { findBrowser } from '../test/tooling/findBrowser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const patience = { timeout: 180_000 };
const manyRows = 1_000_000;

interface Figure {
  what: string;
  value: string;
  aim: string;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-bench-window-'));
  const before = loadavg()[0] ?? 0;
  const figures: Figure[] = [];
  const tell = (what: string, value: string, aim: string): void => {
    figures.push({ what, value, aim });
    console.log(`${what}: ${value} (aim: ${aim})`);
  };
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  const started = performance.now();
  const program = spawn(process.execPath, [join(root, 'dist/main/cli.js'), 'serve'], {
    env: { ...process.env, DRYDOCK_HOME: join(folder, 'home') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      program.on('exit', (code) => reject(new Error(`the workbench ended with code ${String(code)}`)));
      program.stdout.on('data', (chunk: Buffer) => {
        const found = /http:\S+/.exec(chunk.toString());
        if (found) resolve(found[0]);
      });
    });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(patience.timeout);
    await page.addInitScript(watchTasks);
    await page.goto(address);
    const example = page.getByRole('button', { name: 'Try the bird-strikes example' });
    await example.waitFor();
    tell('cold start of the browser host to interactive', ms(performance.now() - started), '< 2,000 ms');
    tell('JavaScript loaded by then, gzipped', `${String(Math.round((await loadedBytes(page)) / 1000))} kB`, '< 600 kB');
    await page.waitForTimeout(2_000);
    tell('longest task while loading', ms(await longestTask(page)), '100 ms');

    const clicked = performance.now();
    await example.click();
    await page.getByRole('main', { name: 'Validate' }).getByText('complete', { exact: true }).waitFor();
    await page.locator('.recharts-line-curve').first().waitFor();
    tell('example: from the click to its result', ms(performance.now() - clicked), '< 5,000 ms');
    await page.waitForTimeout(2_000);
    tell('longest task during the run and while results are drawn', ms(await longestTask(page)), '100 ms');
    tell('most points of one chart', String(await mostPoints(page)), 'about 2,000');

    const large = join(folder, 'large.csv');
    await writeFile(large, [...lines(40_000)].join(''));
    await truncate(large, 2_000_000_000);
    const dropped = performance.now();
    await drop(page, large);
    await page.getByRole('table', { name: 'First rows of the data' }).getByRole('row', { name: /^4 / }).waitFor();
    tell('first rows of a CSV file of 2 GB', ms(performance.now() - dropped), '< 2,000 ms');
    await page.getByRole('region', { name: 'Taking over files' }).getByRole('button', { name: 'Cancel' }).click();
    await rm(large);

    const million = join(folder, 'million.csv');
    await pipeline(Readable.from(lines(manyRows)), createWriteStream(million));
    await drop(page, million);
    await page.getByText(/1,000,000 rows × 4 columns/).waitFor();
    await page.getByRole('tab', { name: 'Rows', exact: true }).click();
    await page.getByRole('table', { name: 'Rows of the dataset' }).getByRole('row', { name: /^4 / }).waitFor();
    await page.waitForTimeout(1_000);
    await longestTask(page);
    const gaps = await scroll(page);
    tell('frames while scrolling a million rows: median, 95 of 100, longest', gaps.map(ms).join(', '), '17 ms');
    tell('longest task while scrolling', ms(await longestTask(page)), '100 ms');
  } finally {
    await browser.close();
    const ended = new Promise((resolve) => program.once('exit', resolve));
    program.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${String(cpus().length)} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, load average ${before.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after`;
  const rows = figures.map(({ what, value, aim }) => `| ${what} | ${value} | ${aim} |`);
  const section = [`## Window, ${date}`, '', `${machine}.`, '', '| | measured | aim |', '|---|--:|--:|', ...rows].join('\n');
  console.log(`\n${section}`);
  if (process.argv.includes('--write')) await writeResults(section, `## Window, ${date}`);
}

/** Runs in the page before anything else: notes every task of more than 50 ms. */
function watchTasks(): void {
  const seen: number[] = [];
  (window as unknown as { tasks: number[] }).tasks = seen;
  new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration))).observe({
    entryTypes: ['longtask'],
  });
}

/** In milliseconds, since it was last asked; 50 and less count as 0. */
function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, ...(window as unknown as { tasks: number[] }).tasks.splice(0)));
}

/** Coordinates in the longest path that any chart of the page is drawn with. */
function mostPoints(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll('.recharts-surface path')].map(
        (path) => (path.getAttribute('d') ?? '').split(',').length - 1,
      ),
    ),
  );
}

async function drop(page: Page, file: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', {
      type,
      x: 700,
      y: 450,
      data: { items: [], files: [file], dragOperationsMask: 1 },
    });
  }
  await devtools.detach();
}

/** Five seconds of wheeling down a table: the median, the 95th percentile and the longest of the times between two frames. */
async function scroll(page: Page): Promise<[number, number, number]> {
  const box = await page.getByRole('table', { name: 'Rows of the dataset' }).boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  await page.evaluate(() => {
    const gaps: number[] = [];
    Object.assign(window, { gaps });
    let last = performance.now();
    const frame = (now: number): void => {
      gaps.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const until = performance.now() + 5_000;
  while (performance.now() < until) await page.mouse.wheel(0, 240);
  const gaps = (await page.evaluate(() => (window as unknown as { gaps: number[] }).gaps)).slice(2).sort((a, b) => a - b);
  const at = (share: number): number => gaps[Math.min(gaps.length - 1, Math.floor(share * gaps.length))] ?? 0;
  return [at(0.5), at(0.95), at(1)];
}

/** Of all scripts that the page has loaded so far. */
async function loadedBytes(page: Page): Promise<number> {
  const names = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname));
  const scripts = names.filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(
    scripts.map(async (name) => gzipSync(await readFile(join(root, 'dist/renderer', name))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function* lines(count: number): Generator<string> {
  yield 'number,share,city,day\n';
  for (let row = 0; row < count; row++) {
    yield `${String(row)},${(row / 16).toFixed(4)},${['rome', 'oslo', 'bern'][row % 3] ?? ''},2021-03-${String(10 + (row % 20))}\n`;
  }
}

function ms(value: number): string {
  return `${Math.round(value).toLocaleString('en-US')} ms`;
}

/** In place of the section of the same day, else at the end. */
async function writeResults(section: string, heading: string): Promise<void> {
  const path = join(root, 'bench/RESULTS.md');
  const parts = (await readFile(path, 'utf8')).split(/^(?=## )/m).map((part) => part.trim());
  await writeFile(path, `${[...parts.filter((part) => !part.startsWith(heading)), section].join('\n\n')}\n`);
}

await main();
