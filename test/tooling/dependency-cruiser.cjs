/** One-way imports of the layers, see docs/architecture.md. test/tooling/layers.test.ts plants an import against each rule. */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');
const layers = require('./layers.cjs');

const known = layers.flat();
const pattern = (names) =>
  `^app/(${names.map((name) => (name.includes('.') ? name.replace('.', '[.]') : `${name}/`)).join('|')})`;

for (const name of readdirSync(join(__dirname, '../../app'))) {
  if (!known.includes(name) && name !== 'tsconfig.json' && !name.startsWith('.'))
    throw new Error(`app/${name} is in no layer: say in test/tooling/layers.cjs what it may import.`);
}

/** One rule a layer, but for the top one: what it may not import is all that does not lie below it. */
const layerRules = layers.slice(0, -1).flatMap((level, index) => {
  const below = layers.slice(0, index).flat();
  return level.map((name) => ({
    name: `layer-${name}`,
    comment: `app/${name} may import ${below.length > 0 ? below.join(', ') : 'nothing'} of app/: imports go down only.`,
    severity: 'error',
    from: { path: pattern([name]) },
    to: { path: '^app/', pathNot: pattern([name, ...below]) },
  }));
});

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'no-cycles',
      comment: 'A cycle means two files are one idea, or an idea is in the wrong place.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'app-is-host-independent',
      comment: 'app/ knows no Electron, React, HTTP host or test.',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: '^(main|renderer|test)/|node_modules/(electron|react|react-dom|ws)/|^(electron|react|react-dom|ws)$' },
    },
    {
      name: 'base-imports-nothing',
      comment: 'base/ holds leaves: no packages either.',
      severity: 'error',
      from: { path: '^app/base/' },
      to: { pathNot: '^app/' },
    },
    {
      name: 'contract-is-isomorphic',
      comment: 'The window and the server import these: no Node modules.',
      severity: 'error',
      from: { path: '^app/(api|base|metrics|prepare)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-maths-sees-only-schemas',
      comment: 'Metrics are pure: numbers in, numbers out. Of the contract they know the form of figures alone.',
      severity: 'error',
      from: { path: '^app/metrics/' },
      to: { path: '^app/api/', pathNot: '^app/api/schemas/' },
    },
    {
      name: 'server-stays-small',
      comment: 'prepare/ and inference/ go into every bundle: no DuckDB, no metrics.',
      severity: 'error',
      from: { path: '^app/(prepare|inference)/' },
      to: { path: '^app/(storage|metrics)/|duckdb' },
    },
    {
      name: 'server-sees-only-what-ships',
      comment: 'The prediction server is built from these alone.',
      severity: 'error',
      from: { path: '^main/server/' },
      to: { path: '^(app|main)/', pathNot: '^app/(base|api/schemas|prepare|inference|metrics)/|^main/server/' },
    },
    {
      name: 'jobs-know-no-feature',
      comment: 'The runner runs functions; which, it does not know.',
      severity: 'error',
      from: { path: '^app/jobs/' },
      to: { path: '^app/(prepare|metrics)/' },
    },
    {
      name: 'one-composition-root',
      comment: 'Only the engine and the command line put the workbench together.',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/(engine|cli)/' },
      to: { path: '^app/workbench[.]ts$' },
    },
    {
      name: 'renderer-sees-only-the-contract',
      comment: 'React knows app/api types and nothing else of the program.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main/|test/|app/(?!(api|base)/))' },
    },
    {
      name: 'hosts-do-not-know-each-other',
      comment: 'Each folder under main/ is one way to run the app; supervisor/ and pages/ are shared, and know none of them.',
      severity: 'error',
      from: { path: '^main/(desktop|browser|engine|worker|server|supervisor|pages)/' },
      to: { path: '^main/(desktop|browser|engine|worker|server|cli)/', pathNot: '^main/$1/' },
    },
    {
      name: 'command-line-starts-the-browser-host',
      comment: 'For `drydock serve`; of the other hosts it knows nothing.',
      severity: 'error',
      from: { path: '^main/cli/' },
      to: { path: '^main/(desktop|engine|worker|server)/' },
    },
    {
      name: 'one-door-to-onnxruntime',
      comment: 'A broken native library must disable inference, not the program.',
      severity: 'error',
      from: { pathNot: '^app/inference/runtime[.]ts$' },
      to: { path: 'onnxruntime' },
    },
    {
      name: 'electron-only-in-desktop',
      comment: 'Everything else must run without it.',
      severity: 'error',
      from: { pathNot: '^(main/desktop|test/desktop)/' },
      to: { path: '^electron$|node_modules/electron/' },
    },
  ],
  options: { tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' }, exclude: { path: '^dist/' } },
};
