import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RetrainPlan, RetrainRecord } from '../../../app/api/schemas/retrain.ts';
import { retrainCommand, type RetrainFlags } from '../../../main/cli/commands/retrain.ts';
import { retrainProject, type RetrainProject } from '../../app/retrain/support/retrainProject.ts';

let made: RetrainProject;
beforeAll(async () => {
  made = await retrainProject();
});
afterAll(() => made.close());
afterEach(() => vi.restoreAllMocks());

interface Said {
  code: number;
  out: string;
  err: string;
}

async function drydockRetrain(
  flags: Omit<RetrainFlags, 'project' | 'format'>,
  signal = new AbortController().signal,
): Promise<Said> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  const session = { client: made.client, signal, close: () => Promise.resolve(), kill: () => undefined };
  const code = await retrainCommand(session, { ...flags, project: made.project, format: 'csv' });
  vi.restoreAllMocks();
  return { code, out, err };
}

const quoted = (path: string): string => `'${path.replaceAll("'", String.raw`'\''`)}'`;
const copy = (model: string): string => `${made.train} copy {data} {out} ${quoted(model)} ${quoted(model)}`;
const current = async (): Promise<string | undefined> =>
  (await made.client['projects.get']({ project: made.project })).model?.sha256;

describe('drydock retrain', () => {
  it('--plan shows rows, command and environment, and runs nothing', async () => {
    const command = `touch ${quoted(join(made.folder, 'ran'))} {data} {out}`;
    const { code, out } = await drydockRetrain({ command, plan: true });
    expect(code).toBe(0);
    expect(out).toMatch(/^Command +touch/);
    expect(out).toMatch(/^held out +\d+ +2020-/m);
    expect(out).toMatch(/^ {2}DRYDOCK_TARGET=label$/m);
    const document = RetrainPlan.parse(JSON.parse((await drydockRetrain({ command, plan: true, json: true })).out));
    expect(document.problem).toBeNull();
    expect((await drydockRetrain({ command, plan: true, from: '2020-01-01', to: '2020-01-03' })).code).toBe(2);
    expect(existsSync(join(made.folder, 'ran'))).toBe(false);
  });

  it('a worse model is not promoted, and says so by its exit code where that was asked for', async () => {
    const before = await current();
    const { code, out, err } = await drydockRetrain({ command: copy(made.models.bad), promote: 'if-better' });
    expect(code).toBe(1);
    expect(err).toMatch(/^ {2}\d+ rows, columns id,t,f0,f1,label$/m);
    expect(out).toMatch(/^accuracy .* ▼ worse$/m);
    expect(out).toMatch(/^ROC AUC worse by −0\.\d+, 95 % −.* to −.*: keep the champion$/m);
    expect(out).toMatch(/^Other figures, clearly worse as well: 10\.$/m);
    expect(out).toContain('Not promoted.');
    expect(await current()).toBe(before);
  });

  it('of the same model nothing is clear: the champion stays', async () => {
    const { code, out } = await drydockRetrain({ command: copy(made.models.champion), promote: 'if-better', metric: 'accuracy' });
    expect(code).toBe(1);
    expect(out).toMatch(/^Accuracy unclear, 0, .*: keep the champion$/m);
  });

  it('a better one is promoted; one JSON document tells all', async () => {
    const flags = {
      command: copy(made.models.good),
      promote: 'if-better',
      json: true,
      metric: 'accuracy',
      from: '2020-01-15',
    } as const;
    const { code, out } = await drydockRetrain(flags);
    expect(code).toBe(0);
    const document = JSON.parse(out) as { retrain: unknown; verdict: { verdict: string; metric: string }; promoted: boolean };
    const record = RetrainRecord.parse(document.retrain);
    expect(document).toMatchObject({ promoted: true, verdict: { verdict: 'better', metric: 'accuracy' } });
    expect(record.decision?.reason).toMatch(/^Accuracy better by \+0\.\d+, 95 % \+.* to \+.*: promote$/);
    expect(record.rows?.fresh.first).toBe('2020-01-15T00:00:00.000Z');
    expect(await current()).toBe(record.model?.sha256);
    await made.client['retrain.decide']({ project: made.project, retrainId: record.id, promote: false });
  });

  it('--promote always promotes whatever it is', async () => {
    const { code, out } = await drydockRetrain({ command: copy(made.models.bad), promote: 'always', quiet: true });
    expect(code).toBe(0);
    expect(out).toMatch(/^ROC AUC worse.*\nOther figures, .*\nPromoted: the new model is that of the project\.\n$/);
    await made.client['projects.setModel']({ project: made.project, path: made.models.champion });
  });

  it('a command that fails ends with 1 and what it said, what cannot start with an error', async () => {
    const { code, out, err } = await drydockRetrain({ command: `${made.train} fail {data} {out}`, json: true });
    expect(code).toBe(1);
    expect(err).toContain('failed: The command ended with exit code 3. It said last:');
    expect(JSON.parse(out)).toMatchObject({ retrain: { state: 'failed', exitCode: 3 }, comparison: null });
    await expect(drydockRetrain({ command: 'x {data}' })).rejects.toThrow(/does not say \{out\}/);
    await expect(drydockRetrain({ command: 'x {data} {out}', from: 'soon' })).rejects.toThrow(/--from soon is no date/);
    await expect(drydockRetrain({ command: 'x {data} {out}', from: '2020-02-01', to: '2020-01-01' })).rejects.toThrow(
      /^--to 2020-01-01 is not after --from 2020-02-01\.$/,
    );
    const ran = join(made.folder, 'trained');
    await expect(drydockRetrain({ command: `touch ${quoted(ran)} {data} {out}`, metric: 'rmse' })).rejects.toThrow(
      '--metric rmse is no figure of a model of this kind (binary).',
    );
    expect(existsSync(ran)).toBe(false);
    await expect(drydockRetrain({ command: '  ' })).rejects.toThrow(/^--command is empty: it is the command line that trains\.$/);
    await expect(drydockRetrain({ command: `x ${'y'.repeat(8_000)}` })).rejects.toThrow(/--command is 8,002 characters long/);
  });

  it('Ctrl+C ends the command and the exit code is 130', async () => {
    const pids = join(made.folder, 'cli.json');
    const stop = new AbortController();
    const running = drydockRetrain({ command: `${made.train} sleep ${quoted(pids)} {data} {out}` }, stop.signal);
    await expect.poll(() => existsSync(pids)).toBe(true);
    stop.abort();
    const { code, err } = await running;
    expect(code).toBe(130);
    expect(err).toContain('cancelled: ');
    const [script = 0] = JSON.parse(await readFile(pids, 'utf8')) as number[];
    expect(() => process.kill(script, 0)).toThrow();
  });
});
