import type { ModelCard } from '../../../app/api/schemas/models.ts';
import type { ProviderStatus } from '../../../app/api/schemas/runs.ts';
import { warningLines } from '../../../app/api/warnings.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { fillProject, openProject } from '../project.ts';
import type { Session } from '../session.ts';

export interface InspectFlags extends OutputOptions {
  labels?: string;
}

function tensorLine(tensor: ModelCard['inputs'][number]): string {
  const shape = tensor.shape ? `[${tensor.shape.map((size) => size ?? '?').join(', ')}]` : '(no shape)';
  return `  ${tensor.name}  ${tensor.type} ${shape}${tensor.kind === 'tensor' ? '' : `  ${tensor.kind}`}`;
}

/** Facts of a model, and which execution providers of this machine can run it. */
export async function inspectCommand(session: Session, path: string, flags: InspectFlags): Promise<number> {
  const opened = await openProject(session, {}, 'inspection');
  try {
    const { model } = await fillProject(
      session,
      opened,
      { model: path, ...(flags.labels !== undefined && { labels: flags.labels }) },
      flags,
    );
    const providers = await session.client['app.providers']({ project: opened.view.project });
    if (flags.json) writeJson({ ...model, providers });
    else if (model) printModel(model, providers);
    return 0;
  } finally {
    await opened.dispose();
  }
}

function printModel(model: ModelCard, providers: ProviderStatus[]): void {
  writeLine(`${model.name}  ${(model.sizeBytes / 1024).toFixed(0)} KiB  sha256 ${model.sha256}`);
  writeLine(
    `IR ${model.irVersion} · opset ${model.opsets.map(({ domain, version }) => `${domain || 'ai.onnx'} ${version}`).join(', ')} · ${model.producer || 'unknown producer'} ${model.producerVersion}`,
  );
  writeLine(
    `${model.parameterCount.toLocaleString('en-US')} parameters · ${model.operators.length} kinds of operator: ${model.operators.map(({ name, count }) => `${name} ×${count}`).join(', ')}`,
  );
  writeLine('\nInputs');
  model.inputs.forEach((tensor) => writeLine(tensorLine(tensor)));
  writeLine('Outputs');
  model.outputs.forEach((tensor) => writeLine(tensorLine(tensor)));
  writeLine(`\nTask: ${model.reading?.task ?? 'unknown'} (${model.readingReason})`);
  if (model.reading && model.reading.classes.length > 0)
    writeLine(`Classes: ${model.reading.classes.join(', ')}${model.classSource ? ` (from the ${model.classSource})` : ''}`);
  for (const repair of model.repairs) writeLine(`Repaired: ${repair.message}`);
  for (const line of warningLines(model.warnings, { hints: true })) writeLine(line);
  writeLine('\nOpens on the execution providers here');
  providers.forEach(({ name, available, reason }) => writeLine(`  ${available ? 'yes' : 'no '}  ${name.padEnd(9)} ${reason}`));
}
