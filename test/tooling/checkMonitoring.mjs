// `npm run check:monitoring`: a real Prometheus with the configuration and the alerts of a bundle, scraping its real server while rows
// come in that look unlike the validated ones. Needs prometheus and promtool on the PATH (Debian: prometheus), which `npm test` does not.
//   node test/tooling/checkMonitoring.mjs                   fails where it cannot be done
//   node test/tooling/checkMonitoring.mjs --where-possible  says so instead, and is content
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const isContent = process.argv.includes('--where-possible');
const limitMs = 120_000;
/** What rows with strange cities, missing ages and wrong answers must raise. */
const expected = [
  'DrydockFeatureDrift age',
  'DrydockFeatureDrift city',
  'DrydockMissingValues age',
  'DrydockUnseenCategories city',
  'DrydockOutOfRange age',
  'DrydockPredictionDrift',
];
/** And what must not be raised by a server that is well. */
const quiet = ['DrydockNotReady', 'DrydockDown', 'DrydockErrors', 'DrydockRestarts'];

function cannot(why) {
  console.log(`Prometheus: NOT RUN, since ${why}.`);
  process.exit(isContent ? 0 : 1);
}

function run(command, args, input) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: 60_000, ...(input !== undefined && { input }) });
}

function must(what, { status, stdout, stderr }) {
  if (status !== 0) throw new Error(`${what}:\n${stdout}${stderr}`);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function firstLine(child) {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The server of the bundle did not start.');
}

/** The bundle's own files, with the address of this server and short intervals. */
function localConfig(bundle, work, url) {
  const config = readFileSync(join(bundle, 'monitoring/prometheus.yml'), 'utf8')
    .replace(/"[^"]*:8080"/, `"${new URL(url).host}"`)
    .replaceAll(/_interval: 15s/g, '_interval: 1s');
  const rules = readFileSync(join(bundle, 'monitoring/alerts.yml'), 'utf8')
    .replaceAll(/^( +for:) .*$/gm, '$1 2s')
    .replaceAll(/\[\d+m\]/g, '[20s]');
  writeFileSync(join(work, 'prometheus.yml'), config);
  writeFileSync(join(work, 'alerts.yml'), rules);
  return join(work, 'prometheus.yml');
}

async function watch(base, queries) {
  const get = async (path) => (await (await fetch(`${base}${path}`)).json()).data;
  const until = Date.now() + limitMs;
  let missing = expected;
  while (missing.length > 0) {
    if (Date.now() > until) throw new Error(`Not raised within ${limitMs / 1000} s: ${missing.join(', ')}`);
    await sleep(1000);
    const data = await get('/api/v1/alerts').catch(() => null);
    const firing = (data?.alerts ?? []).filter(({ state }) => state === 'firing');
    const names = firing.map(({ labels }) => [labels.alertname, labels.feature].filter(Boolean).join(' '));
    missing = expected.filter((name) => !names.includes(name));
    const wrong = quiet.filter((name) => names.includes(name));
    if (wrong.length > 0) throw new Error(`Raised by a server that is well: ${wrong.join(', ')}`);
    const unfilled = firing.filter(({ annotations }) => /error|<no value>|\{\{/.test(Object.values(annotations).join(' ')));
    if (unfilled.length > 0) throw new Error(`Texts that were not filled in: ${JSON.stringify(unfilled[0].annotations)}`);
  }
  const { groups } = await get('/api/v1/rules');
  const rules = groups.flatMap(({ rules: ofGroup }) => ofGroup);
  const bad = rules.filter(({ health }) => health !== 'ok');
  if (bad.length > 0)
    throw new Error(`Rules that cannot be evaluated: ${bad.map(({ name, lastError }) => `${name}: ${lastError}`)}`);
  let empty = 0;
  for (const query of queries) {
    const asked = query.replaceAll('$instance', '.*').replaceAll('$__rate_interval', '30s');
    const answer = await (await fetch(`${base}/api/v1/query?query=${encodeURIComponent(asked)}`)).json();
    if (answer.status !== 'success') throw new Error(`The dashboard asks what Prometheus refuses: ${asked}: ${answer.error}`);
    if (answer.data.result.length === 0) empty += 1;
  }
  if (empty > 0) throw new Error(`${empty} queries of the dashboard find nothing.`);
  return { rules: rules.length, queries: queries.length };
}

for (const command of ['prometheus', 'promtool']) {
  if (run(command, ['--version']).status !== 0) cannot(`there is no ${command} here`);
}
const work = mkdtempSync(join(tmpdir(), 'drydock-check-monitoring-'));
// Below the repository: packages are found from there, and the lock file.
const script = join(root, 'test/app/bundle/support/.monitoringBundle.mjs');
const children = [];
try {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/tooling/monitoringBundle.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  const server = spawn(process.execPath, [script, join(work, 'bundle')], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(server);
  const { url, folder, queries } = JSON.parse(await firstLine(server));
  must('promtool check config', run('promtool', ['check', 'config', localConfig(folder, work, url)]));
  must('promtool check rules', run('promtool', ['check', 'rules', join(folder, 'monitoring/alerts.yml')]));
  const text = await (await fetch(`${url}/metrics`)).text();
  const lint = run('promtool', ['check', 'metrics'], text);
  // Names of Triton's are as they are: it calls counters without _total, and counts microseconds.
  const complaints = `${lint.stdout}${lint.stderr}`.split('\n').filter((line) => line !== '' && !line.startsWith('nv_'));
  if (complaints.length > 0) throw new Error(`promtool check metrics:\n${complaints.join('\n')}`);
  const port = await freePort();
  mkdirSync(join(work, 'data'));
  const prometheus = spawn(
    'prometheus',
    [
      `--config.file=${join(work, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(work, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  children.push(prometheus);
  const { rules, queries: asked } = await watch(`http://127.0.0.1:${port}`, queries);
  console.log(
    `Prometheus: ${rules} rules evaluated, ${expected.length} alerts raised as they must be, ${asked} queries of the dashboard answered.`,
  );
} finally {
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(children.map((child) => child.exitCode ?? new Promise((resolve) => child.once('exit', resolve))));
  rmSync(work, { recursive: true, force: true });
  rmSync(script, { force: true });
}
