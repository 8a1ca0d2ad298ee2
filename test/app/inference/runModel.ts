// Run by noTelemetry.test.ts in a process of its own: opens a model, runs it, lets the runtime go.
import { openSession } from '../../../app/inference/runtime.ts';
import { logisticRegression } from '../../support/tinyModels.ts';

const session = await openSession(logisticRegression({ weights: [1, -1] }), { provider: 'cpu' });
const [input] = session.inputs;
const outputs = await session.run({ [input!.name]: { type: 'float32', dims: [1, 2], data: new Float32Array([2, 1]) } });
await session.close();
process.stdout.write(JSON.stringify({ outputs: Object.keys(outputs).length, variable: process.env['ORT_DISABLE_TELEMETRY'] }));
