import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifyFiles } from '../../../app/workbench/fileIdentity.ts';
import { perColumn } from '../../support/tinyModels.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-identity-'));
  for (const name of ['inside', 'logs']) await mkdir(join(folder, name));
  const files: [string, string | Uint8Array][] = [
    ['README.md', '# Shop\n\nA model, and what it was tried on, at last.\n'],
    ['train.py', 'import numpy as np, pandas as pd\nprint(1, 2)\n'],
    ['requirements.txt', 'numpy==2.1\npandas==2.2\n'],
    ['labels.txt', 'no\nyes\n'],
    ['list.txt', 'age,visits\n1,2\n3,4\n'],
    ['events.jsonl', '{"time":"2026-01-31T12:00:00Z","id":"a","kind":"click"}\n'],
    [
      'logs/predictions-20260131T120000Z-1.jsonl.part',
      'torn\n{"time":"2026-01-31T12:00:00Z","id":"a","run":"r1","inputs":{"age":1},"prediction":"yes"}\n',
    ],
    ['logs/feedback-20260131T120000Z-1.jsonl', '{"time":"2026-01-31T12:00:00Z","id":"a","label":"no","run":"r1"}\n'],
    ['logs/predictions-20260130T120000Z-1.jsonl', 'torn off\n'],
    ['logs/predictions-20260131T140000Z-1.jsonl.part', ''],
    ['inside/model.py', perColumn()],
    ['inside/table', 'a;b\n1;2\n3;4\n'],
  ];
  for (const [name, content] of files) await writeFile(join(folder, name), content);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a dropped folder', () => {
  it('is sorted by content; text and code beside it are no tables', async () => {
    const found = await identifyFiles([folder]);
    expect(Object.fromEntries(found.map(({ path, role }) => [basename(path), role]))).toEqual({
      'README.md': 'document',
      'train.py': 'document',
      'requirements.txt': 'document',
      'labels.txt': 'labels',
      'list.txt': 'data',
      'events.jsonl': 'data',
      'predictions-20260131T120000Z-1.jsonl.part': 'log',
      'feedback-20260131T120000Z-1.jsonl': 'log',
      'predictions-20260130T120000Z-1.jsonl': 'log',
      'predictions-20260131T140000Z-1.jsonl.part': 'log',
      'model.py': 'model',
      table: 'data',
    });
  });

  // A pipe that is opened waits for somebody to write into it.
  it.skipIf(process.platform === 'win32')('a named pipe is neither a file nor a folder, and not waited for', async () => {
    const pipe = join(await mkdtemp(join(tmpdir(), 'drydock-pipe-')), 'pipe.csv');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    expect(await identifyFiles([pipe])).toEqual([
      expect.objectContaining({ path: pipe, role: 'unknown', what: 'neither a file nor a folder' }),
    ]);
    await rm(dirname(pipe), { recursive: true });
  });
});
