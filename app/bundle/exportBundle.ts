// Everything an operator needs in one archive, made of a run alone: the same run gives the same bytes.
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { BundleManifest, type BundleResult, type RuntimePlatform } from '../api/schemas/bundles.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { ReadinessReport } from '../api/schemas/readiness.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { throwIfAborted } from '../base/abort.ts';
import { AppError } from '../base/errors.ts';
import { checkPredictions } from '../runs/checkPredictions.ts';
import { readGroups } from '../runs/fairness/keptGroups.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { readRunRecord, readRunReport } from '../runs/runStore.ts';
import { replaceFile } from '../storage/atomicWrite.ts';
import { sha256, sha256File } from '../storage/sha256.ts';
import { batchDependence } from './batchDependence.ts';
import type { BundleSources } from './bundleSources.ts';
import { readFormNote } from './forms/formFile.ts';
import { goldenFiles, goldenSet } from './golden/goldenFiles.ts';
import { licenceNote } from './licenceNote.ts';
import { manifestHashPath, manifestHashText, manifestPath } from './manifestFiles.ts';
import { modelCard } from './modelCard.ts';
import { baselineOf } from './monitoring/baseline.ts';
import { openApi } from './openApi.ts';
import { htmlReport } from './report/htmlReport.ts';
import { againstIt } from './readiness/againstIt.ts';
import { readinessPage } from './readiness/readinessPage.ts';
import { sbom, sbomPath } from './sbom.ts';
import { labelsFile, schemaFile } from './schemaFile.ts';
import { runtimeFiles } from './runtimeFiles.ts';
import { serverPackage, type ServerPackage } from './serverPackage.ts';
import { readCapacity } from './capacityFile.ts';
import { chosenTargets, targetFiles } from './targets/registry.ts';
import type { ModelFile } from './targets/target.ts';
import { fileSource, jsonSource, textSource } from './zip/sources.ts';
import { byPath, writeZip, type ZipSource } from './zip/writeZip.ts';
import { unsafeName } from './zip/unsafeName.ts';

export interface ExportContext {
  /** The model as `openModel` gives it. */
  openModel: (path: string, signal: AbortSignal | undefined) => Promise<{ card: ModelCard; runPath: string }>;
  /** The dataset of the run as `ingest` gives it. */
  openData: (paths: string[], signal: AbortSignal | undefined) => Promise<DatasetCard>;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: { stage: string; done: number; total: number; unit: string }) => void) | undefined;
}

export interface ExportRequest {
  projectDir: string;
  runId: string;
  /** The archive to write. */
  out: string;
  /** Of the model in the server's paths, image and file names. */
  name: string;
  /** The built server.mjs, or the folder it lies in, with assets/ beside it. */
  serverDist: string;
  /** Ids of targets to write files for; absent = the default ones; "all" = every one that can work. */
  targets?: string[] | undefined;
  /** Files of targets that cannot work are left out, and the findings say so; else such a target is refused. */
  leaveOut?: boolean | undefined;
  /** To be looked at, not deployed: whatever is found, the archive is written. */
  isDraft?: boolean | undefined;
  /** Platforms whose libraries of the runtime travel in it; absent = it is installed where the bundle runs. */
  runtime?: RuntimePlatform[] | undefined;
  /** The score of the run, to travel with it; absent = it was not asked for. */
  readiness?: ReadinessReport | undefined;
}

function changed(what: string, path: string): AppError {
  return new AppError('CONFLICT', `The ${what} is not the one that was validated: ${path}`, {
    hint: `Put the validated ${what} back, or validate again with the present one and export that run.`,
    where: { path },
  });
}

/** The run with its model and data, after making sure that they are the very ones it ran on. */
export async function readSources(request: ExportRequest, context: ExportContext): Promise<BundleSources> {
  const folder = folderOfRun(request.projectDir, request.runId);
  const record = await readRunRecord(folder);
  const report = await readRunReport(folder);
  if (record.deployed) {
    throw new AppError('CONFLICT', `The run "${record.name}" is what a deployed bundle answered, not a validation.`, {
      hint: `Export the run that the bundle was made of: ${record.deployed.runId}.`,
      where: { path: folder.dir },
    });
  }
  if (!report || (record.state !== 'complete' && record.state !== 'partial')) {
    throw new AppError('CONFLICT', `The run "${record.name}" has no results to export (${record.state}).`, {
      hint: 'Export a finished run.',
      where: { path: folder.dir },
    });
  }
  await checkPredictions(folder.predictions, record);
  const { card: model, runPath } = await context.openModel(record.model.path, context.signal);
  if (model.sha256 !== record.model.sha256 || model.runSha256 !== record.model.runSha256)
    throw changed('model', record.model.path);
  const data = await context.openData(record.data.paths, context.signal);
  if (data.sha256 !== record.data.sha256) throw changed('data', record.data.paths.join(', '));
  const form = (await readFormNote(folder.dir)) ?? undefined;
  return { name: request.name, record, report, model, runPath, data, predictions: folder.predictions, form };
}

async function modelFile(name: string, file: string): Promise<ModelFile> {
  const { bytes, content } = await fileSource(name, file);
  return { name, bytes, content };
}

/** The model under one fixed name; external data keep theirs, because the model names them. */
export async function modelFiles(sources: BundleSources): Promise<ModelFile[]> {
  const { model, runPath } = sources;
  const external = await Promise.all(
    model.externalData.map(async ({ location }) => {
      if (unsafeName(location)) {
        throw new AppError('MODEL_INVALID', `The model keeps data in ${JSON.stringify(location)}, which cannot be packed.`, {
          hint: 'Save the model again with its data in one file beside it.',
        });
      }
      const beside = join(dirname(runPath), location);
      const found = await stat(beside).then(
        () => beside,
        () => join(dirname(model.path), location),
      );
      return modelFile(location, found);
    }),
  );
  return [await modelFile('model.onnx', runPath), ...external];
}

async function readBuilt(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('NOT_FOUND', `A built file that goes into bundles is missing: ${path}`, {
      hint: 'Build it: npm run build.',
      where: { path },
      cause,
    });
  });
}

async function serverSources(code: string, name: string): Promise<{ files: ZipSource[]; info: ServerPackage }> {
  const text = await readBuilt(code);
  const info = await serverPackage(name, '1.0.0', dirname(code));
  return {
    info,
    files: [
      textSource('server/server.mjs', text),
      textSource('server/package.json', info.packageJson),
      textSource('server/package-lock.json', info.lockJson),
    ],
  };
}

async function hashed(
  source: ZipSource,
  signal: AbortSignal | undefined,
): Promise<{ path: string; sha256: string; bytes: number }> {
  const { path, bytes, content } = source;
  return { path, bytes, sha256: content instanceof Uint8Array ? sha256(content) : await sha256File(content.file, { signal }) };
}

/**
 * Writes the bundle of a finished run as one archive, whole or not at all. Golden answers are computed by the code the
 * server runs and must agree with the run.
 * @throws CONFLICT when model or data changed since the run, or the server would answer differently; NOT_FOUND,
 * STORAGE_FULL, STORAGE_DENIED, CANCELLED.
 */
export async function exportBundle(request: ExportRequest, context: ExportContext): Promise<BundleResult> {
  const { signal } = context;
  const targets = chosenTargets(request.targets);
  const stages = 5;
  const stage = (name: string, done: number): void => {
    throwIfAborted(signal);
    context.onProgress?.({ stage: name, done, total: stages, unit: 'steps' });
  };
  stage('reading the run', 0);
  const sources = await readSources(request, context);
  const { name, record, report, model, data } = sources;
  stage('choosing golden rows', 1);
  const golden = await goldenSet(sources, signal);
  stage('writing documents', 2);
  const given = resolve(request.serverDist);
  const serverCode = given.endsWith('.mjs') ? given : join(given, 'server.mjs');
  const { files: serverFiles, info } = await serverSources(serverCode, name);
  const platforms = [...new Set(request.runtime ?? [])].sort();
  const asset = (file: string): Promise<string> => readBuilt(join(dirname(serverCode), 'assets', file));
  const shippedModel = await modelFiles(sources);
  const baseline = await baselineOf(sources, signal);
  const leavesOut = request.leaveOut || request.targets?.includes('all');
  const deployed = await targetFiles(targets, request.isDraft ? 'tell' : leavesOut ? 'leave out' : 'refuse', {
    sources,
    golden,
    baseline,
    modelFiles: shippedModel,
    runtimeVersion: info.runtimeVersion,
    runtimePlatforms: platforms,
    targetIds: targets.map(({ id }) => id),
    capacity: await readCapacity(folderOfRun(request.projectDir, request.runId).dir),
    asset,
  });
  const verifyScripts = await Promise.all(
    ['verify.mjs', 'verify.sh', 'verify.ps1'].map(async (file) => textSource(`golden/${file}`, await asset(file))),
  );
  const groups = await readGroups(folderOfRun(request.projectDir, request.runId).dir);
  const example = golden.rows[0]!.values;
  const files: ZipSource[] = [
    ...shippedModel.map(({ name: file, ...rest }) => ({ ...rest, path: `model/${file}` })),
    ...serverFiles,
    ...(await runtimeFiles(dirname(serverCode), platforms, info.runtimeVersion)),
    ...goldenFiles(golden).map(({ path, text }) => textSource(path, text)),
    jsonSource('model/preprocess.json', record.plan),
    jsonSource('model/schema.json', schemaFile(sources)),
    jsonSource('model/labels.json', labelsFile(sources)),
    jsonSource('openapi.json', openApi({ name, toolVersion: record.versions.drydock, plan: record.plan, example })),
    ...verifyScripts,
    jsonSource(sbomPath, sbom(sources, info)),
    ...(request.readiness
      ? [jsonSource('readiness.json', request.readiness), textSource('readiness.html', readinessPage(name, request.readiness))]
      : []),
    jsonSource('monitoring/baseline.json', baseline),
    ...deployed.files,
    textSource(
      'README.md',
      modelCard(sources, {
        example,
        goldenCount: golden.rows.length,
        targets: deployed.written,
        platforms,
        readiness: request.readiness,
      }),
    ),
    textSource('LICENSES.md', licenceNote(info.licences, platforms)),
    textSource('report.html', htmlReport(record, report, model, data, { groups })),
  ];
  stage('hashing', 3);
  const hashes = await Promise.all(files.sort(byPath).map((file) => hashed(file, signal)));
  const mixesRows = batchDependence(record, report);
  const { positive, threshold, calibration, abstain } = record.plan;
  const manifest = BundleManifest.parse({
    version: 1,
    name,
    tool: { name: 'drydock', version: record.versions.drydock },
    run: { id: record.id, startedAt: record.startedAt },
    model: {
      originalSha256: sources.form?.of.sha256 ?? model.sha256,
      sha256: model.runSha256,
      path: 'model/model.onnx',
      ...(mixesRows && { batchDependent: mixesRows }),
    },
    ...(threshold !== undefined && positive !== null && { decision: { positive, threshold } }),
    ...(calibration && { calibration: calibration.kind }),
    ...(abstain && { abstain }),
    ...(sources.form && { form: sources.form }),
    data: { name: data.name, sha256: data.sha256, rows: data.rows },
    runtime: { onnxruntime: info.runtimeVersion, node: '>=20', ...(platforms.length > 0 && { platforms }) },
    targets: deployed.written.map(({ id }) => id),
    files: hashes,
  });
  const manifestSource = jsonSource(manifestPath, manifest);
  const hashSource = textSource(manifestHashPath, manifestHashText(manifestSource.content as Uint8Array));
  stage('writing the archive', 4);
  const out = resolve(request.out);
  await replaceFile(out, (temporary) => writeZip(temporary, [...files, manifestSource, hashSource], signal));
  const all = [...hashes, await hashed(manifestSource, signal), await hashed(hashSource, signal)].sort(byPath);
  context.onProgress?.({ stage: 'done', done: stages, total: stages, unit: 'steps' });
  return {
    path: out,
    sha256: await sha256File(out, { signal }),
    files: all,
    targets: deployed.written.map(({ id }) => id),
    findings: deployed.findings,
    ...(request.readiness && { readiness: againstIt(request.readiness) }),
  };
}
