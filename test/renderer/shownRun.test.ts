import { expect, it } from 'vitest';
import type { ProjectView } from '../../app/api/schemas/projects.ts';
import { shownRun } from '../../renderer/src/state/shownRun.ts';

const run = (id: string, day: number, more: object = {}) => ({
  id,
  state: 'complete',
  archived: false,
  startedAt: `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`,
  model: { sha256: 'mine' },
  data: { sha256: 'whole' },
  ...more,
});
const project = (runs: object[]): ProjectView =>
  ({ runs, model: { sha256: 'mine' }, data: { sha256: 'whole' } }) as unknown as ProjectView;

it('a challenger on rows held out does not take the place of the validation, unless it is asked for', () => {
  const challenger = run('challenger', 5, { model: { sha256: 'new' }, data: { sha256: 'part' } });
  const champion = run('champion', 6, { data: { sha256: 'part' } });
  const view = project([run('old', 1), run('validation', 3), challenger, champion, run('now', 7, { state: 'running' })]);
  expect(shownRun(view, null)?.id).toBe('validation');
  expect(shownRun(view, 'challenger')?.id).toBe('challenger');
});

it('without a run of the present model and data, the newest that has ended', () => {
  const view = project([run('a', 1, { data: { sha256: 'other' } }), run('b', 2, { data: { sha256: 'other' } })]);
  expect(shownRun(view, null)?.id).toBe('b');
  expect(shownRun(project([run('c', 3, { state: 'running' })]), null)?.id).toBe('c');
  expect(shownRun(project([run('d', 4, { archived: true })]), null)).toBeUndefined();
});
