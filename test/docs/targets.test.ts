import { expect, it } from 'vitest';
import { bundleRules } from '../../app/bundle/lint/bundleRules.ts';
import type { LintRule } from '../../app/bundle/targets/target.ts';
import { bundleTargets } from '../../app/bundle/targets/registry.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

function ruleTable(rules: readonly LintRule[]): string {
  const rows = rules.map(({ id, severity, what }) => `| \`${id}\` | ${severity} | ${cell(what)} |`);
  return ['| Rule | Severity | What is looked for |', '|---|---|---|', ...rows].join('\n');
}

it('docs/targets.md lists exactly the targets and the rules of the lint (vitest -u rewrites it)', async () => {
  const targets = bundleTargets.map(({ id, title, what, folder, isDefault, needs = [] }) => {
    const notes = [...(isDefault ? ['Written where nothing else is asked for.'] : []), ...(needs.length > 0 ? [`Brings ${needs.join(', ')}.`] : [])];
    return `| \`${id}\` | ${title} | \`${folder}\` | ${cell([what, ...notes].join(' '))} |`;
  });
  const checked = bundleTargets.map(({ title, checked: how }) => `- ${title}: ${how}.`);
  const ofTargets = bundleTargets.flatMap(({ title, rules = [] }) => (rules.length > 0 ? [`### ${title}`, ruleTable(rules)] : []));
  const page = `# Targets of bundles, and what is looked for before export

\`drydock bundle --target ID,…\` (or \`all\`) chooses what files are written for. This page is made from \`app/bundle/targets/\` and \`app/bundle/lint/\`.

| Target | Name | Folder | What |
|---|---|---|---|
${targets.join('\n')}

Engines that serve the model alone (Triton, OpenVINO Model Server, KServe on Triton) take tensors and give tensors. What was validated
around the model is then left to the caller; each thing of it is named in a finding, and in the README.md of the target's folder.

How the files were tried, in \`npm run check:targets\` and the tests:

${checked.join('\n')}

## Findings

A *blocking* finding keeps the bundle, or the files of the target, from being written. A *warning* says what will not work as validated. A
*note* is worth knowing. Each says what to do. They stand in the result of the export (\`drydock bundle --json\`).

### Every bundle

${ruleTable(bundleRules)}

${ofTargets.join('\n\n')}
`;
  await expect(page).toMatchFileSnapshot('../../docs/targets.md');
});
