// Requests over kept-alive connections. What it does for each request is kept small: the generator must not be the bottleneck, and it
// shares its machine with the server. undici takes about half of the processor of node:http.

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
export async function createHttpClient(url: string, connections: number): Promise<HttpClient> {
  // Not with the file: it is large, and most of what a worker does sends no requests. Once bundled, it has a default export alone.
  const { default: undici } = await import('undici');
  const { origin, pathname } = new URL(url);
  // How long an answer may take is for the server to say: a slow one is what is being measured.
  const pool = new undici.Pool(origin, { connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const prefix = pathname.replace(/\/$/, '');
  return {
    post: (path, body, { wantsBody, headers: more }) =>
      new Promise((resolve, reject) => {
        let status = 0;
        let parts: Buffer[] | null = null;
        pool.dispatch(
          { path: `${prefix}${path}`, method: 'POST', headers: { 'Content-Type': 'application/json', ...more }, body },
          {
            // Tells undici which form of handler this is.
            onRequestStart: () => undefined,
            onResponseStart(_controller, code) {
              status = code;
              parts = wantsBody || code !== 200 ? [] : null;
            },
            onResponseData(_controller, part) {
              parts?.push(part);
            },
            onResponseEnd: () => resolve({ status, body: parts && Buffer.concat(parts).toString('utf8') }),
            onResponseError: (_controller, error) => reject(error),
          },
        );
      }),
    close() {
      void pool.destroy();
    },
  };
}
