// Run by providers.test.ts in a process of its own: probes the providers named as arguments.
import { probeProvider } from '../../../app/inference/providers.ts';
import type { RunnableProvider } from '../../../app/inference/providerReason.ts';

const statuses = [];
for (const name of process.argv.slice(2)) statuses.push(await probeProvider(name as RunnableProvider));
process.stdout.write(JSON.stringify(statuses));
