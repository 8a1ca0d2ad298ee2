// Requests over kept-alive connections. What it does for each request is kept small: the generator must not be the bottleneck.
import http from 'node:http';
import https from 'node:https';

export interface HttpAnswer {
  status: number;
  /** Null where it was not wanted. */
  body: string | null;
}

export interface HttpClient {
  /** Rejects when there is no answer. */
  post(
    path: string,
    body: Buffer,
    options: { wantsBody: boolean; headers?: Record<string, string> | undefined },
  ): Promise<HttpAnswer>;
  /** Ends what is under way. */
  close(): void;
}

/** @param connections at most; further requests wait for a free one, and that time is theirs */
export function createHttpClient(url: string, connections: number): HttpClient {
  const { protocol, hostname, port, pathname } = new URL(url);
  const of = protocol === 'https:' ? https : http;
  const agent = new of.Agent({ keepAlive: true, maxSockets: connections, scheduling: 'lifo' });
  const host = hostname.replace(/^\[|\]$/g, '');
  const prefix = pathname.replace(/\/$/, '');
  const underWay = new Set<http.ClientRequest>();
  return {
    post: (path, body, { wantsBody, headers: more }) =>
      new Promise((resolve, reject) => {
        const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length, ...more };
        const request = of.request({ agent, host, port, path: `${prefix}${path}`, method: 'POST', headers }, (response) => {
          const status = response.statusCode ?? 0;
          const parts: Buffer[] | null = wantsBody || status !== 200 ? [] : null;
          if (parts) response.on('data', (part: Buffer) => parts.push(part));
          else response.resume();
          response.on('end', () => resolve({ status, body: parts && Buffer.concat(parts).toString('utf8') }));
          response.on('error', reject);
        });
        underWay.add(request);
        request.on('error', reject);
        request.on('close', () => underWay.delete(request));
        request.end(body);
      }),
    close() {
      // The agent alone would open new connections for those that wait for one.
      for (const request of underWay) request.destroy();
      agent.destroy();
    },
  };
}
