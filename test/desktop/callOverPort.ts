import type { Page } from 'playwright-core';
import type { JobRecord } from '../../app/api/schemas/jobs.ts';

export interface PortWindow {
  drydock: { requestPort(nonce: string): Promise<void> };
}

/** Asks for a port as the window does and makes one call over it; null when the port closes before the answer. */
export async function callOverPort(page: Page, name: string, input: object): Promise<unknown> {
  return page.evaluate(
    async ([procedure, given]) => {
      const nonce = crypto.randomUUID();
      const port = new Promise<MessagePort>((resolve) => {
        window.addEventListener('message', (event: MessageEvent<{ nonce?: unknown }>) => {
          if (event.data.nonce === nonce && event.ports[0]) resolve(event.ports[0]);
        });
      });
      await (window as unknown as PortWindow).drydock.requestPort(nonce);
      const open = await port;
      return new Promise((resolve) => {
        open.addEventListener('close', () => resolve(null));
        open.onmessage = (event) => resolve(event.data);
        open.postMessage({ t: 'call', id: 0, name: procedure, input: given });
      });
    },
    [name, input] as const,
  );
}

/** The record of a job that has come to its end. */
export async function finishedJob(page: Page, jobId: string): Promise<JobRecord> {
  for (;;) {
    const { value } = (await callOverPort(page, 'jobs.list', {})) as { value: JobRecord[] };
    const job = value.find(({ id }) => id === jobId);
    if (job && job.endedAt !== null) return job;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
