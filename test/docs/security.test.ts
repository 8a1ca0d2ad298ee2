import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../support/bundleScript.ts';

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
  const name = (each ?? node).expression.getText().split('.')[0];
  if (title === null || (name !== 'it' && name !== 'describe')) return null;
  const table = each?.arguments[0];
  return { kind: name, title, cases: table && ts.isArrayLiteralExpression(table) ? table.elements.length : null };
}

it('docs/security.md lists what the tests marked @security prove (vitest -u rewrites it)', async () => {
  const files = readdirSync(join(repositoryRoot, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('test', name).replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && path !== 'test/docs/security.test.ts')
    .sort();
  const sections = files.flatMap((path) => {
    const tests = taggedTests(path);
    return tests.length === 0 ? [] : [`## \`${path}\`\n\n${tests.map((title) => `- ${title}`).join('\n')}\n`];
  });
  expect(sections.length).toBeGreaterThan(3);
  const page = `# Security

Drydock reads models, data, projects and bundles that come from anywhere, and shows them in a window that can reach files of this
machine. What keeps that apart is stated here as what is tested: the titles of all tests marked \`${tag}\`, taken from the sources.
Nothing leaves the machine. A fault in this is best reported in private to the maintainers, not in a public issue.

${sections.join('\n')}`;
  await expect(page).toMatchFileSnapshot('../../docs/security.md');
});
