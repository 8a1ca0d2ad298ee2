import { abstainText, calibrationText, decisionText } from '../../api/decision.ts';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type { ModelCard } from '../../api/schemas/models.ts';
import type { RunRecord, RunReport } from '../../api/schemas/runs.ts';
import { formatCount, formatInterval, formatNumber, formatPercent } from './format.ts';
import { html, type Content, type Markup } from './html.ts';

function definitionTable(rows: [string, Content][]): Markup {
  return html`<table>
    <tbody>
      ${rows
        .filter(([, value]) => value !== null && value !== '')
        .map(
          ([name, value]) =>
            html`<tr>
              <th scope="row" style="width:12rem">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
    </tbody>
  </table>`;
}

function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${formatCount(bytes)} bytes` : `${formatNumber(Math.round(bytes / 1e4) / 100)} MB`;
}

export function modelFacts(model: ModelCard): Markup {
  const shape = (dims: ModelCard['inputs'][number]['shape']): string =>
    dims === null ? '' : `[${dims.map((dim) => dim ?? '?').join(', ')}]`;
  const tensors = (list: ModelCard['inputs']): Content =>
    list.map((tensor) => html`<div><code>${tensor.name}</code> ${tensor.type} ${shape(tensor.shape)}</div>`);
  return definitionTable([
    ['File', model.name],
    ['sha256', html`<code>${model.sha256}</code>`],
    ['Made by', `${model.producer} ${model.producerVersion}`.trim() || 'unknown'],
    [
      'ONNX',
      `IR ${model.irVersion}, opset ${model.opsets.map((opset) => `${opset.domain || 'ai.onnx'} ${opset.version}`).join(', ')}`,
    ],
    ['Size', `${megabytes(model.sizeBytes)}, ${formatCount(model.parameterCount)} parameters`],
    ['Inputs', tensors(model.inputs)],
    ['Outputs', tensors(model.outputs)],
    ['Repaired', model.repairs.length === 0 ? null : model.repairs.map((repair) => html`<div>${repair.message}</div>`)],
  ]);
}

export function dataFacts(data: DatasetCard, record: RunRecord): Markup {
  const roles = new Map(record.mapping.columns.map((column) => [column.name, column.role]));
  const facts = definitionTable([
    ['Data', data.name],
    ['sha256', html`<code>${data.sha256}</code>`],
    ['Rows', `${formatCount(data.rows)}${data.rejected > 0 ? `, and ${formatCount(data.rejected)} that could not be read` : ''}`],
    ['Duplicate rows', data.duplicates > 0 ? formatCount(data.duplicates) : 'none'],
    [
      'Time span',
      data.timeSpan ? `${data.timeSpan.start.slice(0, 10)} to ${data.timeSpan.end.slice(0, 10)} (${data.timeSpan.column})` : null,
    ],
  ]);
  const columns = data.columns.map((column) => {
    const range =
      column.min === null
        ? ''
        : `${typeof column.min === 'number' ? formatNumber(column.min) : String(column.min)} … ${typeof column.max === 'number' ? formatNumber(column.max) : String(column.max)}`;
    return html`<tr>
      <th scope="row">${column.name}</th>
      <td>${column.type}</td>
      <td>${roles.get(column.name) ?? 'ignored'}</td>
      <td class="n">${data.rows > 0 ? formatPercent(column.missing / data.rows) : '–'}</td>
      <td class="n">${formatCount(column.distinct)}</td>
      <td>${range.slice(0, 80)}</td>
    </tr>`;
  });
  return html`${facts}
    <details>
      <summary>${`All ${data.columns.length} columns`}</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Column</th>
              <th>Type</th>
              <th>Role</th>
              <th class="n">Missing</th>
              <th class="n">Different</th>
              <th>Range</th>
            </tr>
          </thead>
          <tbody>
            ${columns}
          </tbody>
        </table>
      </div>
    </details>`;
}

const shownLabels = 50;

/** Labels that are written otherwise in the data than the classes of the model. */
function labelTranslations(labels: Record<string, string>): Content {
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  const more = entries.length - shownLabels;
  return [
    ...entries.slice(0, shownLabels).map(([label, name]) => html`<div>${`“${label}” in the data is “${name}”`}</div>`),
    more > 0 ? html`<div>${`and ${formatCount(more)} more`}</div>` : null,
  ];
}

/** How the figures came about, enough to repeat them. No path, no name of a person. */
export function runFacts(record: RunRecord, report: RunReport): Markup {
  const of = (role: string): string | null => record.mapping.columns.find((column) => column.role === role)?.name ?? null;
  const decided = decisionText({ positive: report.positive, threshold: record.plan.threshold });
  const decision = decided === null ? null : `Predicted: ${decided}, else the other class. The model’s own class is not used.`;
  const mended = report.repairs
    ? Object.entries(report.repairs).map(([column, texts]) => html`<div>${`${column}: ${texts.join('; ')}`}</div>`)
    : null;
  const gated = abstainText(record.plan);
  const { abstained } = report;
  const marked =
    gated === null || !abstained
      ? null
      : `where ${gated}: ${formatCount(abstained.rows)} rows; accuracy of the others ${formatInterval(abstained.accuracy)}, of these ${formatInterval(abstained.accuracyAbstained)}`;
  return definitionTable([
    ['Started', record.startedAt],
    ['Target column', of('target') ?? 'none: nothing could be compared'],
    ['Time column', of('time') ?? 'none: windows follow the rows of the file'],
    ['Weight column', of('weight') ?? 'none: every row counts the same'],
    ['Id column', of('id')],
    ['Positive class', report.positive],
    ['Decision', decision],
    ['Mended', mended],
    ['Calibrated', calibrationText(record.plan)],
    ['Marked as unsure', marked],
    ['Labels read as', labelTranslations(report.labels ?? record.mapping.labels)],
    ['Ran on', `${record.provider ?? 'unknown'}${record.batch === null ? '' : `, ${formatCount(record.batch)} rows at a time`}`],
    [
      'Took',
      `${formatNumber(Math.round(report.timing.totalMs / 10) / 100)} s (${formatCount(report.timing.rowsPerSecond)} rows a second)`,
    ],
    [
      'Rows',
      `${formatCount(record.rows.done)} of ${formatCount(record.rows.total)} run, ${formatCount(record.rows.labelled)} with a label, ${formatCount(record.rows.withoutPrediction)} without a prediction`,
    ],
    ['Seed', String(record.settings.seed)],
    [
      'Versions',
      `Drydock ${record.versions.drydock}, ONNX Runtime ${record.versions.onnxruntime}, DuckDB ${record.versions.duckdb}, Node ${record.versions.node}`,
    ],
    ['Machine', `${record.host.os}, ${record.host.cpu}, ${record.host.cores} cores`],
  ]);
}
