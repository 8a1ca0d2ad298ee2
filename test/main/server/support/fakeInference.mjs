// An inference process that answers 2 · x, and behaves as it is told by x: 666 ends it, 13 is refused, -1 takes 50 ms a row.
const { argv, exit, on, send } = process;
if (!argv.includes('--inference')) exit(2);
on.call(process, 'disconnect', () => exit(0));
on.call(process, 'message', (message) => {
  if (message.type === 'start') {
    if (message.start.modelPath === 'broken') {
      const error = { code: 'MODEL_INVALID', message: 'Broken.', hint: 'Mend it.' };
      send.call(process, { type: 'failed', error }, () => exit(1));
    } else send.call(process, { type: 'ready', provider: 'cpu' });
    return;
  }
  const { rowCount, numbers } = message.task.batch;
  const { values } = numbers;
  if (values.includes(666)) exit(3);
  if (values.includes(13)) {
    const error = { code: 'DATA_MISMATCH', message: '13 is refused.', hint: '' };
    send.call(process, { type: 'error', id: message.id, error, detail: undefined });
    return;
  }
  const predictions = { rowCount, classIndex: null, values: values.map((x) => 2 * x), scores: null };
  const answer = () => send.call(process, { type: 'result', id: message.id, result: { rejected: null, predictions } });
  const slow = values.filter((x) => x === -1).length;
  if (slow > 0) setTimeout(answer, 50 * slow);
  else answer();
});
