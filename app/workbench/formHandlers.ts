// Other forms of the model of a run: each is written, validated over the same rows as a run of its own, and measured.
import { join } from 'node:path';
import type { WorkbenchContract } from '../api/contract.ts';
import { formWords } from '../api/formWords.ts';
import type { Handlers } from '../api/procedure.ts';
import type { RunComparison } from '../api/schemas/compare.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { FormKind, FormReport, FormResult, FormSpeed } from '../api/schemas/forms.ts';
import type { NamedSlice } from '../api/schemas/common.ts';
import { ProviderName, type RunRecord } from '../api/schemas/runs.ts';
import { throwIfAborted } from '../base/abort.ts';
import { AppError } from '../base/errors.ts';
import { formNote, readFormNote, readForms, writeFormNote, writeForms } from '../bundle/forms/formFile.ts';
import type { MadeForm } from '../bundle/forms/makeForm.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import { openModel } from '../model/openModel.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { readRunRecord, readRunReport, thisHost } from '../runs/runStore.ts';
import type { OpenedModel } from './cardStore.ts';
import { requireSame } from './readyProject.ts';
import type { RunHandlersOptions } from './runHandlers.ts';
import { createValidations } from './validations.ts';

/** The run whose forms are made, with its model and data. */
interface Original {
  project: string;
  record: RunRecord;
  model: OpenedModel;
  data: DatasetCard;
  slices: readonly NamedSlice[];
}

/** The id of the run that validated this form. @throws NOT_FOUND where the form was not made, or has no run any more */
export async function runOfForm(project: string, runId: string, kind: FormKind): Promise<string> {
  const report = await readForms(folderOfRun(project, runId).dir);
  const form = report?.forms.find((one) => one.kind === kind);
  if (!form) {
    throw new AppError('NOT_FOUND', `The form ${kind} of the model was not made for this run.`, {
      hint: `Make and look at it first: drydock forms --run ${runId}, or “Other forms of the model” on the page Bundle.`,
    });
  }
  if (!form.made) throw new AppError('CONFLICT', form.reason ?? '', { hint: 'Export the model as it was validated.' });
  const folder = folderOfRun(project, form.made.runId);
  if (await readRunReport(folder)) return folder.id;
  throw new AppError('NOT_FOUND', `The run that validated the form ${kind} is gone: ${form.made.runId}.`, {
    hint: 'Make the form again.',
    where: { path: folder.dir },
  });
}

export function createFormHandlers(options: RunHandlersOptions): Pick<Handlers<WorkbenchContract>, 'forms.make' | 'forms.read'> {
  const { projects, jobs, tasks, caches } = options;
  const prepareValidation = createValidations(options);

  const readOriginal = async (project: string, runId: string): Promise<Original> => {
    const folder = folderOfRun(project, runId);
    const [record, report, note] = await Promise.all([readRunRecord(folder), readRunReport(folder), readFormNote(folder.dir)]);
    if (!report || record.deployed || record.state !== 'complete') {
      throw new AppError('CONFLICT', `The run “${record.name}” is not a complete validation (${record.state}).`, {
        hint: 'Forms are compared on all rows of a run: choose a complete validation.',
      });
    }
    if (note) {
      throw new AppError('CONFLICT', `The run “${record.name}” is itself of a form of a model (${note.kind}).`, {
        hint: `Make forms of the run of the original: ${note.of.runId}.`,
      });
    }
    const [parts, view] = await Promise.all([projects.parts(project), projects.view(project)]);
    const isOpen = parts.model?.card.sha256 === record.model.sha256;
    const model = isOpen ? parts.model : await openModel(record.model.path, { cacheDir: caches.models }).catch(() => null);
    const same = requireSame({ model: model?.card ?? null, data: parts.data }, record, view);
    return { project, record, model: { card: same.model, runPath: model?.runPath ?? '' }, data: same.data, slices: view.slices };
  };

  const makeOne = async (original: Original, kind: FormKind, hooks: TaskHooks): Promise<FormResult> => {
    const { project, record, model, data, slices } = original;
    const { title } = formWords[kind];
    const tell = (stage: string): void => hooks.onProgress({ stage: `${title}: ${stage}`, done: 0, total: null, unit: 'rows' });
    tell('writing');
    const target = join(project, 'forms', record.id, `${model.card.name}-${kind}.onnx`);
    const { reason } = (await tasks.run(
      'makeForm',
      { kind, path: model.runPath, target, plan: record.plan, data },
      hooks,
    )) as MadeForm;
    if (reason !== null) return { kind, reason, made: null };
    const form = await openModel(target, { cacheDir: caches.models, signal: hooks.signal });
    tell('measuring');
    const speed = (await tasks.run(
      'measureForm',
      { originalPath: model.runPath, formPath: form.runPath, plan: record.plan, data },
      hooks,
    )) as FormSpeed[];
    const validation = await prepareValidation(project, {
      model: form,
      data,
      mapping: record.mapping,
      // On the very provider of the original: what differs shall be the form alone.
      settings: { ...record.settings, provider: ProviderName.catch(record.settings.provider).parse(record.provider) },
      slices,
      name: `${record.name}, ${kind}`,
    });
    const { runId } = await validation.run({
      ...hooks,
      onProgress: (progress) =>
        hooks.onProgress(progress.stage.endsWith('…') ? progress : { ...progress, stage: `${title}: ${progress.stage}` }),
    });
    throwIfAborted(hooks.signal);
    tell('comparing');
    const dirs = { a: folderOfRun(project, record.id).dir, b: folderOfRun(project, runId).dir };
    const [comparison] = (await tasks.run('compare', { runDirs: [dirs.a, dirs.b] }, hooks)) as RunComparison[];
    const { largest } = (await tasks.run('largestDifference', dirs, hooks)) as { largest: number | null };
    const { sha256, sizeBytes: bytes } = form.card;
    return {
      kind,
      reason: null,
      made: { path: target, sha256, bytes, runId, comparison: comparison as RunComparison, largest, speed },
    };
  };

  /** The forms asked for, beside those made before. Each is kept as soon as it is there. */
  const make = async (original: Original, kinds: readonly FormKind[], hooks: TaskHooks): Promise<FormReport> => {
    const { project, record, model } = original;
    const { dir } = folderOfRun(project, record.id);
    let report: FormReport = {
      version: 1,
      of: { runId: record.id, runName: record.name, sha256: model.card.sha256, bytes: model.card.sizeBytes },
      at: new Date().toISOString(),
      cpu: thisHost().cpu,
      forms: (await readForms(dir))?.forms ?? [],
    };
    for (const kind of kinds) {
      const form = await makeOne(original, kind, hooks);
      const order = Object.keys(formWords);
      const forms = [...report.forms.filter((one) => one.kind !== kind), form];
      report = { ...report, forms: forms.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)) };
      const note = formNote(report, form);
      if (form.made && note) await writeFormNote(folderOfRun(project, form.made.runId).dir, note);
      await writeForms(dir, report);
    }
    return report;
  };

  return {
    'forms.make': async ({ project, runId, kinds }) => {
      const original = await readOriginal(project, runId);
      const job = jobs.start({
        kind: 'forms',
        title: `Other forms of the model of ${original.record.name}`,
        project,
        heavy: true,
        keeps: true,
        run: (hooks) => make(original, [...new Set(kinds)], hooks),
      });
      return { jobId: job.id };
    },

    'forms.read': async ({ project, runId }) => ({ report: await readForms(folderOfRun(project, runId).dir) }),
  };
}
