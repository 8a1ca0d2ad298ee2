// For checkMonitoring.mjs: exports a bundle, starts its server, and sends it rows like the validated ones, or others.
//   node monitoringBundle.mjs FOLDER    says {"url", "folder", "queries"} on one line, then sends rows until it is ended
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../../app/base/random.ts';
import { dashboardQueries } from '../../app/bundle/monitoring/dashboard.ts';
import { exportableRun, exported } from '../app/bundle/support/exportedBundle.ts';
import { installBundle, startServer } from '../app/bundle/support/runningServer.ts';
import { perColumn } from '../support/tinyModels.ts';

const sql = `SELECT CASE WHEN i % 20 = 3 THEN NULL ELSE (20 + (i * 7919) % 60)::DOUBLE END AS age, ((i * 31) % 5)::BIGINT AS visits,
  ['berlin', 'paris', 'rome'][1 + (i * 17) % 3] AS city, CASE WHEN (i * 13) % 7 < 4 THEN 'yes' ELSE 'no' END AS label,
  TIMESTAMP '2020-01-01' + INTERVAL 1 HOUR * i AS at FROM range(4000) t(i) ORDER BY i`;

const run = await exportableRun({ model: perColumn(), sql, roles: { target: 'label', time: 'at' } });
const bundle = await exported(run);
const folder = process.argv[2] as string;
await mkdir(folder, { recursive: true });
await installBundle(bundle.path, folder);
const server = await startServer(folder, { DRYDOCK_LOG_DIR: join(run.root, 'log') });
process.stdout.write(`${JSON.stringify({ url: server.url, folder, queries: dashboardQueries() })}\n`);

process.once('SIGTERM', () => {
  void server
    .stop()
    .then(() => run.remove())
    .then(() => process.exit(0));
});

const random = new Random(4);
for (let request = 0; ; request++) {
  const rows = Array.from({ length: 40 }, () => ({
    age: random.integer(3) === 0 ? null : 60 + random.integer(60),
    visits: random.integer(5),
    city: ['berlin', 'oslo'][random.integer(2)],
  }));
  const id = `r${String(request)}`;
  const answer = await server.post('/predict', rows, { 'Content-Type': 'application/json', 'X-Request-Id': id });
  const labels = (answer.body as { prediction: string }[]).map(({ prediction }, row) => ({
    id: `${id}:${String(row)}`,
    label: row % 2 === 0 ? prediction : prediction === 'yes' ? 'no' : 'yes',
  }));
  await server.post('/feedback', labels);
  await new Promise((resolve) => setTimeout(resolve, 200));
}
