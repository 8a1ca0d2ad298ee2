import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { BundleResult, SignResult, VerifyResult, type RuntimePlatform } from '../../../app/api/schemas/bundles.ts';
import type { FormKind } from '../../../app/api/schemas/forms.ts';
import { AppError } from '../../../app/base/errors.ts';
import { readKeyFile, readPrivateKey } from '../../../app/bundle/signature/keys.ts';
import { notReadyLine } from '../notReady.ts';
import { outFile } from '../options.ts';
import { requireValidation } from '../otherRuns.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { waitForJob, type Session } from '../session.ts';

export interface BundleFlags extends OutputOptions {
  run: string;
  project?: string;
  out?: string;
  name?: string;
  target?: string[];
  sign?: string;
  form?: FormKind;
  runtime?: RuntimePlatform[];
}

export interface VerifyFlags extends OutputOptions {
  url?: string;
  publicKey?: string;
  signature?: string;
}

export interface SignFlags extends OutputOptions {
  key: string;
  out?: string;
}

/** RUN is a run id of --project, or the path of a run folder. */
export function findRun(flags: Pick<BundleFlags, 'run' | 'project'>): { project: string; runId: string } {
  const path = resolve(flags.run);
  const isFolder = existsSync(join(path, 'run.json'));
  // The folder of a run says the same as its id.
  if (flags.project !== undefined) return { project: resolve(flags.project), runId: isFolder ? basename(path) : flags.run };
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
    ...(flags.out !== undefined && { out: outFile(flags.out, 'bundle') }),
    ...(flags.name !== undefined && { name: flags.name }),
    ...(flags.target && { targets: flags.target }),
    ...(flags.form && { form: flags.form }),
    ...(flags.runtime && { runtime: flags.runtime }),
  });
  const job = await waitForJob(session, jobId, flags);
  if (job.state === 'cancelled')
    throw new AppError('CANCELLED', 'Cancelled; no bundle was written.', { hint: 'Run the command again to export.' });
  return BundleResult.parse(job.result);
}

async function sign(
  session: Session,
  request: { path: string; key: string; out?: string },
  flags: OutputOptions,
): Promise<SignResult> {
  const { jobId } = await session.client['bundles.sign'](request);
  const job = await waitForJob(session, jobId, flags);
  if (job.state === 'cancelled')
    throw new AppError('CANCELLED', 'Cancelled; nothing was signed.', { hint: 'Run the command again to sign.' });
  return SignResult.parse(job.result);
}

function signedLine({ path, keyHint, files }: SignResult): string {
  return `${path}  signs ${files} files with key ${keyHint.slice(0, 16)}…`;
}

async function requireKey(path: string): Promise<void> {
  readPrivateKey(await readKeyFile(path), path, process.env['DRYDOCK_KEY_PASSWORD']);
}

/** On one line, and of a length that can be read: names of columns come from files of strangers. */
function plain(text: string): string {
  const line = text.replace(/[\s\u202a-\u202e\u2066-\u2069]+/g, ' ');
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}

/** One block a target, the gravest first; what to do stands below what it mends, once where it is the same for several. */
export function findingLines({ findings }: Pick<BundleResult, 'findings'>): string[] {
  const targets = [...new Set(findings.map(({ target }) => target))];
  return targets.flatMap((target) => {
    const own = findings.filter((finding) => finding.target === target);
    const fixes = [...new Set(own.map(({ fix }) => fix))];
    const blocked = own.some(({ severity }) => severity === 'blocking');
    return [
      '',
      `${target ?? 'The bundle'}${blocked ? ': left out' : ''}`,
      ...fixes.flatMap((fix) => [
        ...own.filter((one) => one.fix === fix).map(({ severity, message }) => `  ${severity.padEnd(8)} ${plain(message)}`),
        `        -> ${plain(fix)}`,
      ]),
    ];
  });
}

export async function bundleCommand(session: Session, flags: BundleFlags): Promise<number> {
  // Before anything is written: a bundle without its signature is not what was asked for.
  if (flags.sign !== undefined) await requireKey(resolve(flags.sign));
  const bundle = await exportRun(session, flags);
  const signed = flags.sign === undefined ? null : await sign(session, { path: bundle.path, key: resolve(flags.sign) }, flags);
  if (flags.json) {
    writeJson({ ...bundle, ...(signed && { signature: signed }) });
    return 0;
  }
  writeLine(
    `${bundle.path}  ${(bundle.files.reduce((sum, file) => sum + file.bytes, 0) / 1024).toFixed(0)} KiB in ${bundle.files.length} files  sha256 ${bundle.sha256}`,
  );
  if (signed) writeLine(signedLine(signed));
  if (!flags.quiet) {
    for (const line of findingLines(bundle)) writeLine(line);
    // It is exported all the same: to try it is no fault. But whoever sends it on is to know what readiness.html in it says.
    const notReady = notReadyLine(bundle.readiness?.failed ?? []);
    if (notReady !== null) writeLine(`\n${notReady}`);
  }
  return 0;
}

export async function signCommand(session: Session, path: string, flags: SignFlags): Promise<number> {
  const out = flags.out === undefined ? {} : { out: outFile(flags.out, 'signature') };
  const signed = await sign(session, { path: resolve(path), key: resolve(flags.key), ...out }, flags);
  if (flags.json) writeJson(signed);
  else writeLine(signedLine(signed));
  return 0;
}

/** The signature is asked for by the key of who must have signed; a signature file alone proves nothing. */
function signedBy({ publicKey, signature }: VerifyFlags): { publicKey: string; signature?: string } | undefined {
  if (publicKey !== undefined)
    return { publicKey: resolve(publicKey), ...(signature !== undefined && { signature: resolve(signature) }) };
  if (signature === undefined) return undefined;
  throw new AppError('INVALID_INPUT', '--signature needs --public-key.', {
    hint: 'Give the public key of who must have signed the bundle, as PEM.',
  });
}

/** Exit code 1 when the bundle is not what was validated. */
export async function verifyCommand(session: Session, path: string, flags: VerifyFlags): Promise<number> {
  const { jobId } = await session.client['bundles.verify']({
    path: resolve(path),
    ...(flags.url !== undefined && { url: flags.url }),
    signedBy: signedBy(flags),
  });
  const job = await waitForJob(session, jobId, flags);
  if (job.state === 'cancelled')
    throw new AppError('CANCELLED', 'Cancelled; the bundle was not verified.', { hint: 'Run the command again to verify.' });
  const verdict = VerifyResult.parse(job.result);
  if (flags.json) writeJson(verdict);
  else {
    for (const check of verdict.checks) writeLine(`${check.ok ? 'ok  ' : 'FAIL'}  ${check.name}: ${check.detail}`);
    const who = flags.url === undefined ? 'The bundle' : `The server at ${flags.url}`;
    writeLine(`\n${who} ${verdict.ok ? 'serves exactly' : 'does NOT serve'} what was validated.`);
  }
  return verdict.ok ? 0 : 1;
}
