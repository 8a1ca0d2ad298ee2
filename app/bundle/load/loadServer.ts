// Load test of a server that runs somewhere: only what can be seen from outside.
import { loadavg } from 'node:os';
import { z } from 'zod';
import type { LoadResult, LoadSettings } from '../../api/schemas/load.ts';
import { unlessAborted } from '../../base/abort.ts';
import { testHeaders } from '../../base/testHeader.ts';
import { certificateProblem } from '../../base/certificateProblem.ts';
import { AppError } from '../../base/errors.ts';
import { readBundleRows } from './loadBundle.ts';
import { exampleRequests, type LoadRequests, type MakeRequests } from './loadRequests.ts';
import { loadResult } from './loadResult.ts';
import { measureLoad, type LoadHooks } from './measureLoad.ts';
import { createUsageMeter } from './processUsage.ts';

const waitMs = 10_000;

/** The row that the served description of /predict gives as an example. */
const Described = z.object({
  paths: z.object({
    '/predict': z.object({
      post: z.object({
        requestBody: z.object({ content: z.object({ 'application/json': z.object({ example: z.array(z.unknown()).min(1) }) }) }),
      }),
    }),
  }),
});

/** @param request a body to post; without one it is a GET @returns null where the answer is no success */
async function ask<T>(
  url: string,
  { signal, apiKey }: LoadHooks,
  read: (response: Response) => Promise<T>,
  request?: { body: Buffer; headers: Record<string, string> | undefined },
): Promise<T | null> {
  const limit = AbortSignal.timeout(waitMs);
  const asked = (async () => {
    const response = await fetch(url, {
      ...(request && { method: 'POST', body: new Uint8Array(request.body) }),
      headers: { ...(request && { 'Content-Type': 'application/json', ...request.headers }), ...testHeaders(apiKey) },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    return response.ok ? read(response) : null;
  })();
  try {
    return await (signal ? unlessAborted(asked, signal) : asked);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const certificate = certificateProblem(cause);
    throw new AppError('NOT_FOUND', certificate ? `${url} is not asked: ${certificate.what}.` : `Nothing answers at ${url}.`, {
      hint: certificate?.hint ?? 'Check the address, and that the server runs.',
      cause,
    });
  }
}

async function requestsFrom(url: string, settings: LoadSettings, hooks: LoadHooks): Promise<MakeRequests> {
  if (settings.tensors) {
    throw new AppError('INVALID_INPUT', 'Tensors are made of the golden rows of a bundle, and none was named.', {
      hint: 'Name the bundle that is served there with --bundle, or test with named rows.',
    });
  }
  const described = Described.safeParse(await ask(`${url}/openapi.json`, hooks, (response) => response.json()));
  if (described.success)
    return exampleRequests(described.data.paths['/predict'].post.requestBody.content['application/json'].example[0]);
  throw new AppError('INVALID_INPUT', `${url}/openapi.json has no example row for /predict.`, {
    hint: 'Name the bundle that is served there with --bundle: its golden rows are sent then.',
  });
}

/** A certificate that is not trusted is said before a thousand requests fail of it; all else the measurement tells in its own words. */
async function sendOne(url: string, { path, bodies: [body], headers }: LoadRequests, hooks: LoadHooks): Promise<void> {
  if (!body) return;
  try {
    await ask(`${url}${path}`, hooks, async (response) => response.body?.cancel(), { body, headers });
  } catch (error) {
    if (certificateProblem(error) !== null || hooks.signal?.aborted) throw error;
  }
}

/**
 * @param bundle path of the bundle that is served at the address, or null: then the example row of its description is sent,
 * and answers are counted without being compared
 * @throws NOT_FOUND when nothing answers that may be trusted, INVALID_INPUT when there are no rows to send or none is answered, CANCELLED
 */
export async function loadServer(
  address: string,
  bundle: string | null,
  settings: LoadSettings,
  hooks: LoadHooks,
): Promise<LoadResult> {
  const url = address.replace(/\/+$/, '');
  const loadBefore = loadavg()[0] ?? 0;
  const at = new Date().toISOString();
  const known = bundle === null ? null : await readBundleRows(bundle, settings, hooks.signal);
  const headers = testHeaders(hooks.apiKey);
  const plain = known?.makeRequests ?? (await requestsFrom(url, settings, hooks));
  // What runs there already may be in use: nothing of the test goes into its log or its figures of drift.
  const makeRequests: MakeRequests = (...args) => {
    const requests = plain(...args);
    return { ...requests, headers: { ...requests.headers, ...headers } };
  };
  if (known) await sendOne(url, makeRequests(settings.rowsPerRequest), hooks);
  const meter = createUsageMeter(null, 0);
  const measurements = await measureLoad({ url, makeRequests, meter }, settings, hooks);
  return loadResult({
    of: { kind: 'server', where: url, name: known?.manifest.name ?? new URL(url).host, runId: known?.manifest.run.id ?? null },
    settings,
    measurements,
    serverSettings: {},
    tuning: [],
    at,
    isBatchDependent: known?.manifest.model.batchDependent !== undefined,
    loadBefore,
  });
}
