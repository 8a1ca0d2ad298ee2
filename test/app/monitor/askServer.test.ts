// What an address may be, and what a stranger behind it can do: the figures of a real server are held in test/main/server/watch.test.ts.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { askServer } from '../../../app/monitor/askServer.ts';
import { httpsServer } from '../../support/ownCertificate.ts';
import { serverFigures } from '../../../app/monitor/serverFigures.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function listen(answer: RequestListener): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((started.address() as AddressInfo).port)}`;
}

const page = `drydock_model_info{name="strikes",version="1"} 1
drydock_request_duration_seconds_bucket{route="predict",le="0.005"} 10
drydock_request_duration_seconds_bucket{route="predict",le="+Inf"} 20
drydock_requests_total{route="predict",status="200"} 20
drydock_watch_rows 3
drydock_watch_window_rows 400
drydock_feature_psi_limit{feature="a \\"b\\""} 0.1
drydock_input_null_ratio_limit{feature="a \\"b\\""} 0.02
drydock_feedback_total{joined="true"} 4
drydock_feedback_total{joined="false"} 3
`;

it('asks for /metrics alone, also behind a path', async () => {
  const asked: string[] = [];
  const address = await listen((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.end(page);
  });
  expect((await askServer(address, undefined)).requests).toBe(20);
  await askServer(`${address}/models/strikes/`, undefined);
  expect(asked).toEqual(['GET /metrics', 'GET /models/strikes/metrics']);
});

it('what is not there yet is null, and beyond the last bound is said in words', () => {
  const { latencyMs, watch, log } = serverFigures(page);
  expect(latencyMs).toEqual({ p50: 5, p95: 'more than 30 s', p99: 'more than 30 s' });
  expect(log).toBeNull();
  expect(watch).toMatchObject({ rows: 3, windowRows: 400, labels: 4, accuracy: { value: null, low: null, high: null } });
  expect(watch?.columns).toEqual([
    { name: 'a "b"', missing: { value: null, limit: 0.02 }, psi: { value: null, limit: 0.1 }, unseen: null, outOfRange: null },
  ]);
});

it.each(['127.0.0.1:8080', 'file:///etc/passwd', 'metrics', 'http://'])('%s is no address', async (address) => {
  await expect(askServer(address, undefined)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

it('a certificate of an authority that is not known is told from a server that is not there', async () => {
  const own = await httpsServer();
  const address = `https://127.0.0.1:${String(own.port)}`;
  await expect(askServer(address, undefined)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: `${address} is not asked: its certificate is of no authority that is known here.`,
    hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') as unknown,
  });
  own.server.close();
});

it('another kind of server, and a page without end, are told from a server of a bundle', async () => {
  const other = await listen((_, response) => response.end('<html>hello</html>'));
  await expect(askServer(other, undefined)).rejects.toMatchObject({ code: 'DATA_INVALID' });
  server?.close();
  const endless = await listen((_, response) => {
    const part = 'x'.repeat(2 ** 20);
    const write = (): void => {
      if (!response.destroyed) response.write(part, () => setImmediate(write));
    };
    write();
  });
  await expect(askServer(endless, undefined)).rejects.toMatchObject({ code: 'DATA_INVALID' });
});

it('does not follow to another address @security', async () => {
  let followed = false;
  const address = await listen((request, response) => {
    if (request.url === '/elsewhere') followed = true;
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  await expect(askServer(address, undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(followed).toBe(false);
});
