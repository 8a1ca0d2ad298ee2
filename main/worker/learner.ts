// Entry of the learner thread: rows of all columns -> what tells a window from the reference, while the main thread compares columns.
import { parentPort, workerData } from 'node:worker_threads';
import { learnTogether, type LearnRequest } from '../../app/drift/together/learnTogether.ts';
import type { LearnerMessage } from './learnerThread.ts';

if (!parentPort) throw new Error('This file is the entry of a worker thread.');
const port = parentPort;
const send = (message: LearnerMessage): void => {
  port.postMessage(message);
};
const onWindow = (done: number, total: number): void => {
  send({ kind: 'window', done, total });
};
send({ kind: 'learnt', learnt: await learnTogether(workerData as LearnRequest, { onWindow, signal: undefined }) });
