import { expect, it } from 'vitest';
import { JobEndNote } from '../../app/api/schemas/desktopShell.ts';
import type { JobRecord } from '../../app/api/schemas/jobs.ts';
import { endNote } from '../../renderer/src/shell/endNote.ts';

const job: JobRecord = {
  id: 'j1',
  kind: 'validate',
  title: 'Run 1',
  project: '/a b/ü&?#',
  state: 'done',
  cancelling: false,
  keeps: true,
  progress: { stage: '', done: 1, total: 1, unit: 'rows', rate: null, eta: null },
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:11.000Z',
};

it('the end of a long job is worth a word, and leads to the page that shows it', () => {
  const note = endNote(job);
  expect(note).toEqual({
    title: 'Run 1: done',
    body: 'Click to see what came out.',
    hash: `#/validate?project=${encodeURIComponent('/a b/ü&?#').replaceAll('%20', '+')}`,
  });
  expect(endNote({ ...job, kind: 'bundle' })?.hash).toMatch(/^#\/bundle\?/);
  expect(endNote({ ...job, kind: 'ingest' })?.hash).toMatch(/^#\/data\?/);
});

it('a job that failed says why, within what the desktop takes', () => {
  const error = { code: 'DATA_INVALID' as const, message: 'x'.repeat(1_000), hint: 'Look.' };
  const note = endNote({ ...job, title: 'y'.repeat(1_000), state: 'failed', error });
  expect(note?.title).toMatch(/^y{180}: failed$/);
  expect(JobEndNote.safeParse(note).success).toBe(true);
});

it('a short job, a cancelled one and one that never began are not', () => {
  expect(endNote({ ...job, endedAt: '2026-01-01T00:00:09.000Z' })).toBeNull();
  expect(endNote({ ...job, state: 'cancelled' })).toBeNull();
  expect(endNote({ ...job, startedAt: null })).toBeNull();
});
