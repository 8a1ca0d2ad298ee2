import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../support/bundleScript.ts';
import { checklist } from './securityChecklist.ts';

const tag = '@security';

/** Titles of the tests of a file that are tagged, or lie in a tagged `describe`, each behind those of its `describe`s. */
function taggedTests(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(join(repositoryRoot, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node, above: string[]): void => {
    const call = ts.isCallExpression(node) ? testCall(node) : null;
    const titles = call ? [...above, call.title] : above;
    if (call?.kind === 'it' && titles.some((title) => title.includes(tag))) {
      const plain = titles.map((title) => title.replace(tag, '').replace(/%\w/g, '…').trim());
      found.push(plain.join(': ') + (call.cases === null ? '' : ` (${String(call.cases)} cases)`));
    }
    ts.forEachChild(node, (child) => visit(child, titles));
  };
  visit(source, []);
  return found;
}

function testCall(node: ts.CallExpression): { kind: 'it' | 'describe'; title: string; cases: number | null } | null {
  const [first] = node.arguments;
  const title =
    first && (ts.isStringLiteralLike(first) || ts.isTemplateExpression(first))
      ? first.getText().slice(1, -1).replace(/\$\{[^}]*\}/g, '…')
      : null;
  // it.each([…])('title'): the table is the argument of the inner call.
  const each = ts.isCallExpression(node.expression) ? node.expression : null;
  const name = (each ?? node).expression.getText().split('.')[0]?.trim();
  if (title === null || (name !== 'it' && name !== 'describe')) return null;
  const table = each?.arguments[0];
  return { kind: name, title, cases: table && ts.isArrayLiteralExpression(table) ? table.elements.length : null };
}

function allTagged(): { path: string; tests: string[] }[] {
  const files = readdirSync(join(repositoryRoot, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('test', name).replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && path !== 'test/docs/security.test.ts')
    .sort();
  return files.map((path) => ({ path, tests: taggedTests(path) })).filter(({ tests }) => tests.length > 0);
}

/** The tests that prove a line; fails where one of its demands has none. */
function proofs(titles: string[], patterns: RegExp[]): string {
  const found = patterns.map((pattern) => titles.filter((title) => pattern.test(title)));
  expect(found.map((some, index) => (some.length > 0 ? 'proved' : String(patterns[index])))).toEqual(patterns.map(() => 'proved'));
  return [...new Set(found.flat())].join('<br>');
}

it('docs/security.md lists what the tests marked @security prove (vitest -u rewrites it)', async () => {
  const tagged = allTagged();
  const titles = tagged.flatMap(({ tests }) => tests);
  const table = checklist.map(({ item, demand, proof }) => `| ${item} | ${demand} | ${proofs(titles, proof)} |`);
  const sections = tagged.map(({ path, tests }) => `## \`${path}\`\n\n${tests.map((title) => `- ${title}`).join('\n')}\n`);
  expect(sections.length).toBeGreaterThan(3);
  const page = `# Security

Drydock reads models, data, projects and bundles that come from anywhere, and shows them in a window that can reach files of this
machine. What keeps that apart is stated here as what is tested: the titles of all tests marked \`${tag}\`, taken from the sources.
Nothing leaves the machine. Retraining runs a command of the person's own, with all rights that they have themselves: only when told
to, never from a project that was merely opened, and not at all where the workbench can be reached from other machines. A fault in this is best reported in private to the maintainers, not in a public issue.

The numbers are those of [Electron's checklist](https://www.electronjs.org/docs/latest/tutorial/security); where the program does
otherwise, [a decision](decisions/0011-where-the-security-checklist-is-not-followed.md) says why.

| item | what is asked | proved by |
|---|---|---|
${table.join('\n')}

${sections.join('\n')}`;
  await expect(page).toMatchFileSnapshot('../../docs/security.md');
});
