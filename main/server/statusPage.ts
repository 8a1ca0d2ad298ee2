import { statedParameters, type StatedParameters } from '../../app/prepare/decision.ts';
import type { ServedModel } from './servedModel.ts';

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; --ink: #1b2733; --dim: #5b6b7a; --line: #d9e0e6; --paper: #fff; --accent: #0b6e99; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9aa9b6; --line: #2e3a45; --paper: #12181e; --accent: #5cc0e6; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; } p { color: var(--dim); margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 500; } code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; } a { color: var(--accent); }`;

/** How answers come about, where they are not as the model gives them. */
function answersText(stated: StatedParameters): string {
  const { positive_class: positive, threshold, calibration, abstain } = stated;
  return [
    ...(positive === undefined ? [] : [`Predicted: ${positive} where its score is at least ${threshold}, else the other class.`]),
    ...(calibration === undefined ? [] : [`Scores are calibrated (${calibration}).`]),
    ...(abstain === undefined ? [] : [`Unsure answers are marked "abstained" (${abstain}).`]),
  ].join(' ');
}

/** A small page for the person who opens the address in a browser. No script, nothing from elsewhere. */
export function statusPage(model: ServedModel, ready: boolean): string {
  const { manifest, plan } = model;
  const stated = statedParameters(plan)?.parameters;
  const path = `/v2/models/${model.name}`;
  const endpoints: [string, string][] = [
    ['POST /predict', 'named rows or CSV in, predictions out'],
    [`POST ${path}/infer`, 'tensors in and out (Open Inference Protocol v2)'],
    ['POST /feedback', 'labels that are known later, where predictions are logged'],
    [`GET ${path}`, 'inputs and outputs'],
    ['GET /openapi.json', 'description of all of it'],
    ['GET /metrics', 'figures for Prometheus'],
    ['GET /v2/health/ready', 'is the model loaded?'],
  ];
  const columns = plan.inputs.flatMap((input) => input.features.map((feature) => [feature.column, input.type] as const));
  const row = (cells: string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(model.name)}</title><style>${style}</style></head>
<body><h1>${escape(model.name)}</h1>
<p role="status">${ready ? 'Ready.' : 'Not ready.'} ONNX Runtime ${escape(manifest.runtime.onnxruntime)}, model <code>${manifest.model.sha256.slice(0, 12)}</code>, validated on ${escape(manifest.data.name)} (${manifest.data.rows} rows).</p>${stated ? `\n<p>${escape(answersText(stated))}</p>` : ''}
<h2>Endpoints</h2><table><tbody>${endpoints.map(([name, what]) => row([`<code>${escape(name)}</code>`, escape(what)])).join('')}</tbody></table>
<h2>Columns</h2><table><thead><tr><th>Column</th><th>Type</th></tr></thead><tbody>${columns.map(([name, type]) => row([`<code>${escape(name)}</code>`, escape(type)])).join('')}</tbody></table>
</body></html>
`;
}
