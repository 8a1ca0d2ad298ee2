import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { BundleResult, VerifyResult } from '../../../app/api/schemas/bundles.ts';
import { AppError } from '../../../app/base/errors.ts';
import { newFile } from '../options.ts';
import { requireValidation } from '../otherRuns.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { waitForJob, type Session } from '../session.ts';

export interface BundleFlags extends OutputOptions {
  run: string;
  project?: string;
  out?: string;
  name?: string;
  target?: string[];
}

export interface VerifyFlags extends OutputOptions {
  url?: string;
}

/** RUN is a run id of --project, or the path of a run folder. */
function findRun(flags: BundleFlags): { project: string; runId: string } {
  if (flags.project !== undefined) return { project: resolve(flags.project), runId: flags.run };
  const folder = resolve(flags.run);
  const project = dirname(dirname(folder));
  if (existsSync(join(folder, 'run.json')) && existsSync(join(project, 'drydock.json')))
    return { project, runId: basename(folder) };
  requireValidation(folder);
  throw new AppError('NOT_FOUND', `There is no run ${flags.run}.`, {
    hint: 'Give --project DIR with the id of a run, or the path of a run folder.',
    where: { path: folder },
  });
}

export async function exportRun(session: Session, flags: BundleFlags): Promise<BundleResult> {
  const { project, runId } = findRun(flags);
  await session.client['projects.open']({ project });
  const { jobId } = await session.client['bundles.export']({
    project,
    runId,
    ...(flags.out !== undefined && { out: newFile(flags.out, '--out') }),
    ...(flags.name !== undefined && { name: flags.name }),
    ...(flags.target && { targets: flags.target.flatMap((text) => text.split(',')).filter((id) => id !== '') }),
  });
  const job = await waitForJob(session, jobId, flags);
  if (job.state === 'cancelled')
    throw new AppError('CANCELLED', 'Cancelled; no bundle was written.', { hint: 'Run the command again to export.' });
  return BundleResult.parse(job.result);
}

export async function bundleCommand(session: Session, flags: BundleFlags): Promise<number> {
  const bundle = await exportRun(session, flags);
  if (flags.json) writeJson(bundle);
  else
    writeLine(
      `${bundle.path}  ${(bundle.files.reduce((sum, file) => sum + file.bytes, 0) / 1024).toFixed(0)} KiB in ${bundle.files.length} files  sha256 ${bundle.sha256}`,
    );
  return 0;
}

/** Exit code 1 when the bundle is not what was validated. */
export async function verifyCommand(session: Session, path: string, flags: VerifyFlags): Promise<number> {
  const { jobId } = await session.client['bundles.verify']({
    path: resolve(path),
    ...(flags.url !== undefined && { url: flags.url }),
  });
  const job = await waitForJob(session, jobId, flags);
  if (job.state === 'cancelled')
    throw new AppError('CANCELLED', 'Cancelled; the bundle was not verified.', { hint: 'Run the command again to verify.' });
  const verdict = VerifyResult.parse(job.result);
  if (flags.json) writeJson(verdict);
  else {
    for (const check of verdict.checks) writeLine(`${check.ok ? 'ok  ' : 'FAIL'}  ${check.name}: ${check.detail}`);
    writeLine(verdict.ok ? '\nThe bundle serves exactly what was validated.' : '\nThe bundle does NOT serve what was validated.');
  }
  return verdict.ok ? 0 : 1;
}
