// An inference process that answers 2 · x, and behaves as it is told by x: 666 ends it, 13 is refused, -1 takes 50 ms a row, 1e9 never ends.
import { Socket } from 'node:net';
import { endWithParent } from '../../../../main/server/endWithParent.ts';
import { encodeFrame, FrameReader } from '../../../../main/server/frames.ts';
import {
  channelNumber,
  inferenceArgument,
  type FromInference,
  type ToInference,
} from '../../../../main/server/inferenceProtocol.ts';

if (!process.argv.includes(inferenceArgument)) process.exit(2);
endWithParent();
const channel = new Socket({ fd: channelNumber, readable: true, writable: true });
channel.on('close', () => process.exit(0));

function send(message: FromInference, onSent?: () => void): void {
  channel.write(encodeFrame(message), onSent);
}

function take(message: ToInference): void {
  if (message.type === 'start') {
    if (message.start.modelPath === 'broken') {
      const error = { code: 'MODEL_INVALID', message: 'Broken.', hint: 'Mend it.' } as const;
      send({ type: 'failed', error }, () => process.exit(1));
    } else send({ type: 'ready', provider: 'cpu', runtime: '0' });
    return;
  }
  const { id, task } = message;
  if (task.kind !== 'rows') throw new Error('Only rows are sent here.');
  const { rowCount, numbers } = task.batch;
  const { values } = numbers;
  if (values.includes(666)) process.exit(3);
  while (values.includes(1e9));
  if (values.includes(13)) {
    const error = { code: 'DATA_MISMATCH', message: '13 is refused.', hint: '' } as const;
    send({ type: 'error', id, error, detail: undefined });
    return;
  }
  const predictions = { rowCount, classIndex: null, values: values.map((x) => 2 * x), scores: null };
  const answer = (): void => send({ type: 'result', id, result: { rejected: null, predictions } });
  const slow = values.filter((x) => x === -1).length;
  if (slow > 0) setTimeout(answer, 50 * slow);
  else answer();
}

const reader = new FrameReader((message) => take(message as ToInference));
channel.on('data', (piece) => reader.push(piece));
