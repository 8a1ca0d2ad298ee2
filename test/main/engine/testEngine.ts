// An engine that behaves as its argument says, for the tests of the supervisor.
import { existsSync, writeFileSync } from 'node:fs';
import { ToEngine } from '../../../main/supervisor/engineProtocol.ts';

const [behaviour = 'well', marker = ''] = process.argv.slice(2);
const firstTime = marker !== '' && !existsSync(marker);
if (firstTime) writeFileSync(marker, '');

if (behaviour === 'crashes at start') process.abort();
if (behaviour === 'never ready') setInterval(() => undefined, 1000);
else process.send?.({ type: 'ready' });

process.on('message', (raw) => {
  const message = ToEngine.parse(raw);
  if (message.type === 'ping' && !(behaviour === 'hangs once' && firstTime)) {
    process.send?.({ type: 'pong', number: message.number });
  }
  if (message.type === 'shutdown' && behaviour !== 'ignores shutdown') process.exit(0);
  if (message.type === 'frame' && message.text === 'crash') process.kill(process.pid, 'SIGSEGV');
  if (message.type === 'frame' && message.text === 'nonsense') process.send?.({ type: 'nonsense' });
  if (message.type === 'frame') process.send?.({ type: 'frame', connection: message.connection, text: `heard ${message.text}` });
});
process.on('disconnect', () => process.exit(0));
