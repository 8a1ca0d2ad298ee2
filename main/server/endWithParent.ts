// The inference process ends with the serving process, however that ends. While the runtime is at work, which may take long, the event
// loop of the main thread does not hear of it; that of another thread does.
import { Worker } from 'node:worker_threads';

/** The serving process holds the other end of stdin and writes nothing. Small enough to need no file of its own in a bundle. */
const watch = `
  const { Socket } = require('node:net');
  const stdin = new Socket({ fd: 0, readable: true, writable: false });
  stdin.on('error', () => undefined);
  stdin.on('close', () => process.kill(process.pid, 'SIGKILL'));
  stdin.resume();
`;

export function endWithParent(): void {
  // Where there can be no further thread, the process ends later, with its work: no reason not to serve.
  new Worker(watch, { eval: true }).on('error', () => undefined);
}
