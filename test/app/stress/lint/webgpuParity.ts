// Run by lint.test.ts in a process of its own: compares WebGPU with the CPU on a small network.
import { LintSettings } from '../../../../app/api/schemas/lint.ts';
import { probeProvider } from '../../../../app/inference/providers.ts';
import { mlp } from '../../../support/tinyModels.ts';
import { askRows } from '../askRows.ts';

const status = await probeProvider('webgpu');
const columns = Array.from({ length: 8 }, (_, k) => `((i * ${k + 3}) % 17 / 8.0 - 1)::FLOAT AS f${k}`).join(', ');
const rows = await askRows({
  model: mlp(8, 16),
  data: `SELECT ${columns}, i % 2 AS label FROM range(64) t(i) ORDER BY i`,
  roles: { target: 'label' },
});
const { subject, mapping } = rows;
const request = { subject, mapping, settings: LintSettings.parse({}), check: 'provider:webgpu' };
const check = status.available ? await rows.ask('lint', request) : null;
await rows.remove();
process.stdout.write(JSON.stringify({ status, check }), () => process.exit(0));
