// One request to its handler, after path, model and method were checked.
import { statedParameters } from '../../../app/prepare/decision.ts';
import { errorAnswer, json, type Answer } from '../answers.ts';
import { datatypeOf, tensorMetadata } from '../oip/datatypes.ts';
import { methodsOf, type Target } from '../routes.ts';
import type { ServedModel } from '../servedModel.ts';
import { docsPage } from '../pages/docsPage.ts';
import { statusPage } from '../pages/statusPage.ts';
import { liveStatus } from './liveStatus.ts';
import { writeWatch } from '../watch/watchMetrics.ts';
import { feedbackRoute } from './feedbackRoute.ts';
import { inferRoute } from './inferRoute.ts';
import { isReady, type Incoming, type Parts } from './parts.ts';
import { predictRoute } from './predictRoute.ts';

function modelMetadata({ name, version, plan, outputs }: ServedModel): Answer {
  return json(200, {
    name,
    versions: [version],
    platform: 'onnx_onnxv1',
    inputs: plan.inputs.map((input) => ({
      name: input.input,
      datatype: datatypeOf(input.type),
      shape: input.rank === 1 ? [-1] : [-1, input.features.length],
    })),
    outputs: outputs.map(tensorMetadata),
    ...statedParameters(plan),
  });
}

/** Null = the path, model and method are fine. */
function refusal({ name, version }: ServedModel, { route, ...asked }: Target, method: string): Answer | null {
  if (route === 'unknown')
    return errorAnswer(404, 'NOT_FOUND', 'There is nothing at this path.', { hint: 'GET /openapi.json lists every path.' });
  if (asked.model !== undefined && (asked.model !== name || (asked.version ?? version) !== version)) {
    return errorAnswer(404, 'NOT_FOUND', 'This server has no such model or version.', {
      hint: `It serves "${name}", version ${version}.`,
    });
  }
  const methods = methodsOf(route);
  if (methods.includes(method)) return null;
  return errorAnswer(405, 'INVALID_INPUT', `This path takes ${methods.join(' and ')}.`, {
    headers: { Allow: methods.join(', ') },
  });
}

function metricsAnswer({ metrics, pool, predictionLog, watch }: Parts, gauges: { ready: boolean; inFlight: number }): Answer {
  const current = {
    ...gauges,
    waiting: pool.waiting,
    restarts: pool.restarts,
    workers: pool.workers,
    cost: pool.cost,
    log: predictionLog?.log.counts ?? null,
  };
  watch?.settle();
  const text = metrics.text(current, (page) => watch && writeWatch(page, watch));
  return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body: text };
}

export async function answerRoute(
  parts: Parts,
  incoming: Incoming,
  about: { target: Target; inFlight: number },
): Promise<Answer> {
  const { model } = parts;
  const refused = refusal(model, about.target, incoming.request.method ?? '');
  if (refused) return refused;
  const ready = isReady(parts);
  switch (about.target.route) {
    case 'server live':
      return json(200, { live: true });
    case 'server ready':
      return json(ready ? 200 : 503, { ready });
    case 'model ready':
      return json(ready ? 200 : 503, { name: model.name, ready });
    case 'server metadata':
      return json(200, { name: 'drydock', version: model.manifest.tool.version, extensions: ['binary_tensor_data'] });
    case 'model metadata':
      return modelMetadata(model);
    case 'openapi':
      return { status: 200, contentType: 'application/json', body: model.openapi };
    case 'metrics':
      return metricsAnswer(parts, { ready, inFlight: about.inFlight });
    case 'status':
      return statusPage(model, liveStatus(parts));
    case 'docs':
      return docsPage(model.openapi, incoming.request.headers.host);
    case 'predict':
      return predictRoute(parts, incoming);
    case 'model infer':
      return inferRoute(parts, incoming);
    case 'feedback':
      return feedbackRoute(parts, incoming);
    case 'unknown':
      throw new Error('An unknown path was not refused.');
  }
}
