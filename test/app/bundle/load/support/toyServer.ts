// An HTTP server of known service time: one request after the other, as a model that runs alone.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ToyServer {
  url: string;
  /** Answered so far. */
  served: () => number;
  close(): Promise<void>;
}

export interface ToyOptions {
  /** Milliseconds of one request, by its number. */
  serviceMs: (served: number) => number;
  answer?: (body: string, served: number) => { status: number; body: string };
}

export async function startToyServer({ serviceMs, answer }: ToyOptions): Promise<ToyServer> {
  let served = 0;
  let last: Promise<void> = Promise.resolve();
  const http = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      last = last.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, serviceMs(served)));
        served += 1;
        const { status, body: text } = answer?.(body, served) ?? { status: 200, body: '[{"prediction":1}]' };
        response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    served: () => served,
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
