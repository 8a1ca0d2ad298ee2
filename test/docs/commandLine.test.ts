// The guide and the command cannot part: every flag of every command is in its tables, and no other.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drydock, root, temporaryHome } from '../support/drydock.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

const commands = ['open', 'serve', 'inspect', 'profile', 'validate', 'stress', 'harden', 'compare', 'drift', 'retrain', 'lint', 'replay', 'monitor', 'bundle', 'forms', 'readiness', 'verify', 'sign', 'loadtest', 'providers', 'example'];
let chapter = '';
beforeAll(async () => {
  const guide = await readFile(join(root, 'docs/user-guide.md'), 'utf8');
  chapter = /^## Command line$([^]*?)^## /m.exec(guide)?.[1] ?? '';
});

const flagsIn = (text: string): string[] => [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);

/** `--help` lists a flag at the beginning of a line, two spaces in. */
async function helpFlags(command: string): Promise<string[]> {
  const { stdout, code } = await drydock(home, [command, '--help']);
  expect(code).toBe(0);
  const lines = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z][a-z-]*)/gm)].map(([, flag]) => flag ?? '');
  return lines.filter((flag) => flag !== '--help').sort();
}

/** A table is of the commands in its head; a row that begins with the name of one is of that one. */
function guideFlags(command: string): string[] {
  const found = command === 'open' || command === 'serve' ? [] : ['--json', '--quiet'];
  for (const [table] of chapter.matchAll(/^\|.*(?:\n\|.*)+/gm)) {
    const [head = '', , ...rows] = table.split('\n');
    for (const row of rows) {
      const [, flags = '', what = ''] = row.split('|');
      const only = /^`(\w+)`:/.exec(what.trim())?.[1];
      const isOf = head.includes(`\`${command}\``) && (only === undefined || only === command);
      if (isOf || what.includes(`\`${command}\` takes it too`)) found.push(...flagsIn(flags));
    }
  }
  return found.sort();
}

it('the list of commands in the guide is that of --help', async () => {
  const { stdout } = await drydock(home, ['--help']);
  const listed = [...(stdout.split('Commands:')[1] ?? '').matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name);
  expect(listed.filter((name) => name !== 'help')).toEqual(commands);
  const shown = [...chapter.matchAll(/^drydock \[?(\w+)/gm)].map(([, name]) => name);
  expect(shown).toEqual(commands);
});

it.each(commands)('the guide names the flags of `%s`, and no other', async (command) => {
  expect(guideFlags(command)).toEqual(await helpFlags(command));
});

it('no flag in the chapter is of no command', async () => {
  const known = new Set((await Promise.all(commands.map(helpFlags))).flat());
  const unknown = flagsIn(chapter).filter((flag) => !known.has(flag) && flag !== '--help' && flag !== '--no-install');
  expect(unknown).toEqual([]);
});
