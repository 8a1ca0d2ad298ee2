// For the person who opens the address in a browser: is it well, and where is what?
import { statedParameters, type StatedParameters } from '../../../app/prepare/decision.ts';
import type { Answer } from '../answers.ts';
import type { ServedModel } from '../servedModel.ts';
import { escapeHtml as escape, pageAnswer } from './page.ts';

/** Since the start of the server. */
export interface LiveStatus {
  ready: boolean;
  workers: { ready: number; all: number };
  uptimeSeconds: number;
  /** Predictions asked for, and those among them that failed. */
  requests: number;
  failed: number;
  rows: number;
  waiting: number;
  restarts: number;
  /** Seconds; 0 = no request yet. Upper bounds of the buckets of a histogram. */
  p50: number;
  p99: number;
  /** What the data that come in look like, in words. */
  watch: readonly string[];
}

/** How answers come about, where they are not as the model gives them. */
function answersText(stated: StatedParameters): string {
  const { positive_class: positive, threshold, calibration, abstain } = stated;
  return [
    ...(positive === undefined ? [] : [`Predicted: ${positive} where its score is at least ${threshold}, else the other class.`]),
    ...(calibration === undefined ? [] : [`Scores are calibrated (${calibration}).`]),
    ...(abstain === undefined ? [] : [`Unsure answers are marked "abstained" (${abstain}).`]),
  ].join(' ');
}

function seconds(bound: number): string {
  if (bound === 0) return 'no request yet';
  return bound === Infinity ? 'more than 30 s' : `at most ${bound < 1 ? `${bound * 1000} ms` : `${bound} s`}`;
}

function duration(total: number): string {
  const [days, hours, minutes] = [Math.floor(total / 86_400), Math.floor(total / 3600) % 24, Math.floor(total / 60) % 60];
  return days > 0
    ? `${days} d ${hours} h`
    : hours > 0
      ? `${hours} h ${minutes} min`
      : `${minutes} min ${Math.floor(total % 60)} s`;
}

function figures(live: LiveStatus): [string, string][] {
  return [
    ['Up for', duration(live.uptimeSeconds)],
    ['Inference processes', `${live.workers.ready} of ${live.workers.all} ready, ${live.restarts} restarts`],
    ['Requests for predictions', `${live.requests}, ${live.failed} of them failed or refused; ${live.rows} rows`],
    ['Waiting now', String(live.waiting)],
    ['Half of the answers took', seconds(live.p50)],
    ['99 % took', seconds(live.p99)],
    ...live.watch.map((text): [string, string] => ['Data', text]),
  ];
}

export function statusPage(model: ServedModel, live: LiveStatus): Answer {
  const { manifest, plan } = model;
  const stated = statedParameters(plan)?.parameters;
  const path = `/v2/models/${model.name}`;
  const endpoints: [string, string][] = [
    ['POST /predict', 'named rows or CSV in, predictions out'],
    [`POST ${path}/infer`, 'tensors in and out (Open Inference Protocol v2)'],
    [`POST ${path}/feedback`, 'labels that are known later, by the id of the row'],
    [`GET ${path}`, 'inputs and outputs'],
    ['GET /docs', 'all of it for people, with a form to try it'],
    ['GET /openapi.json', 'all of it for programs'],
    ['GET /metrics', 'figures for Prometheus'],
    ['GET /v2/health/ready', 'is the model loaded?'],
  ];
  const columns = plan.inputs.flatMap((input) => input.features.map((feature) => [feature.column, input.type] as const));
  const row = (cells: string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  const body = `<h1>${escape(model.name)}</h1>
<p role="status">${live.ready ? 'Ready.' : 'Not ready.'} ONNX Runtime ${escape(manifest.runtime.onnxruntime)}, model <code>${manifest.model.sha256.slice(0, 12)}</code>, validated on ${escape(manifest.data.name)} (${manifest.data.rows} rows).</p>${stated ? `\n<p>${escape(answersText(stated))}</p>` : ''}
<p><a href="/docs">How to call it, and a form to try it</a></p>
<h2>Now</h2><table><tbody>${figures(live)
    .map((cells) => row(cells.map(escape)))
    .join('')}</tbody></table>
<h2>Endpoints</h2><table><tbody>${endpoints.map(([name, what]) => row([`<code>${escape(name)}</code>`, escape(what)])).join('')}</tbody></table>
<h2>Columns</h2><table><thead><tr><th>Column</th><th>Type</th></tr></thead><tbody>${columns.map(([name, type]) => row([`<code>${escape(name)}</code>`, escape(type)])).join('')}</tbody></table>`;
  return pageAnswer({ title: model.name, body });
}
