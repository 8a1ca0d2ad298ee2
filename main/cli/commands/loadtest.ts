import { resolve } from 'node:path';
import { LoadResult, type LoadSettings } from '../../../app/api/schemas/load.ts';
import { AppError } from '../../../app/base/errors.ts';
import { isAddress } from '../../../app/bundle/load/loadTest.ts';
import { textLoad } from '../../../app/bundle/load/textLoad.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { waitForJob, type Session } from '../session.ts';

export interface LoadtestFlags extends OutputOptions {
  rate?: number;
  p99?: number;
  rowsPerRequest?: number;
  tensors?: boolean;
  tune?: boolean;
  bundle?: string;
  quick?: boolean;
  seconds?: number;
  seed?: number;
  project?: string;
  gate?: boolean;
}

function settingsOf(flags: LoadtestFlags): Partial<LoadSettings> {
  return {
    ...(flags.rate !== undefined && { ratePerSecond: flags.rate }),
    ...(flags.p99 !== undefined && { p99Ms: flags.p99 }),
    ...(flags.rowsPerRequest !== undefined && { rowsPerRequest: flags.rowsPerRequest }),
    ...(flags.seconds !== undefined && { seconds: flags.seconds }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    tensors: flags.tensors ?? false,
    quick: flags.quick ?? false,
    tune: flags.tune ?? false,
  };
}

function refuse(message: string, hint: string): AppError {
  return new AppError('INVALID_INPUT', message, { hint });
}

function checkFlags(target: string, flags: LoadtestFlags): void {
  if (flags.gate && (flags.rate === undefined || flags.p99 === undefined))
    throw refuse('--gate needs a rate and a percentile to hold the server to.', 'Give --rate and --p99 with it.');
  if (isAddress(target) && flags.tune)
    throw refuse('The settings of a server that runs elsewhere cannot be tried.', 'Name the bundle instead of the address.');
  if (!isAddress(target) && flags.bundle !== undefined)
    throw refuse('--bundle goes with an address: a bundle has its own rows.', 'Leave it out.');
}

/** Exit code 1 when answers were wrong, when no replicas meet what was asked, and with --gate when one alone does not. */
export async function loadtestCommand(session: Session, target: string, flags: LoadtestFlags): Promise<number> {
  checkFlags(target, flags);
  const project = flags.project === undefined ? undefined : resolve(flags.project);
  if (project !== undefined) await session.client['projects.open']({ project });
  const { jobId } = await session.client['bundles.loadtest']({
    target: isAddress(target) ? target : resolve(target),
    ...(flags.bundle !== undefined && { bundle: resolve(flags.bundle) }),
    ...(project !== undefined && { project }),
    settings: settingsOf(flags),
  });
  const job = await waitForJob(session, jobId, flags);
  if (job.state === 'cancelled') {
    throw new AppError('CANCELLED', 'Cancelled; nothing was measured to its end.', {
      hint: 'Run the command again, with --quick.',
    });
  }
  const result = LoadResult.parse(job.result);
  const gateFails = flags.gate === true && result.oneIsEnough !== true;
  if (flags.json) writeJson(result);
  else if (!flags.quiet) {
    for (const line of textLoad(result)) writeLine(line);
    if (flags.gate)
      writeLine(gateFails ? 'gate FAILED: one server alone does not carry it.' : 'gate passed: one server alone carries it.');
  }
  return !result.ok || gateFails ? 1 : 0;
}
