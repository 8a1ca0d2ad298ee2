import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ownVariables } from '../../../app/retrain/commandEnvironment.ts';
import { asksFor, fillCommand } from '../../../app/retrain/fillCommand.ts';

const paths = { data: '/p/train.csv', reference: '/p/reference.csv', out: '/p/out' };
const hard = { data: `/a b/it's "q" $HOME \`id\` \\ ;&.csv`, reference: '/r', out: '/o ut' };

describe('a training command', () => {
  it('gets the paths where it asks for them', () => {
    expect(fillCommand('train {data} --ref={reference} --out {out}/m', paths, 'linux')).toBe(
      'train /p/train.csv --ref=/p/reference.csv --out /p/out/m',
    );
    expect(asksFor('x {reference}', 'reference')).toBe(true);
    expect(asksFor('x ${reference}', 'reference')).toBe(false);
  });

  it.each(['x {out}', 'x {data}', 'x', 'x ${data} ${out}'])('is refused in words where it does not say both: %s', (command) => {
    expect(() => fillCommand(command, paths)).toThrow(/does not say \{(data|out)\}/);
  });

  it
    .skipIf(process.platform === 'win32')
    .each([
      'printf "%s\\n" {data} {out}',
      'printf "%s\\n" "{data}" "{out}"',
      "printf '%s\\n' '{data}' '{out}'",
      String.raw`printf '%s\n' \"{data} \'{out} | sed 's/^["'"'"']//'`,
    ])('@security every path is one word to the shell, whatever is in it: %s', (command) => {
    const said = execFileSync('/bin/sh', ['-c', fillCommand(command, hard, 'linux')], { encoding: 'utf8' });
    expect(said).toBe(`${hard.data}\n${hard.out}\n`);
  });

  it('leaves other braces and quotes to the shell', () => {
    expect(fillCommand(`awk '{print $1}' {data} > {out}/"a b" ${'${data}'}`, paths, 'linux')).toBe(
      `awk '{print $1}' /p/train.csv > /p/out/"a b" ${'${data}'}`,
    );
  });

  it('quotes for cmd.exe with double quotes', () => {
    const windows = { data: String.raw`C:\a b\t.csv`, reference: 'C:\\r', out: String.raw`C:\out` };
    expect(fillCommand('py t.py {data} "{out}"', windows, 'win32')).toBe(String.raw`py t.py "C:\a b\t.csv" "C:\out"`);
  });
});

it('DRYDOCK_REFERENCE is there only where {reference} is: without it that file is not written', () => {
  const given = { data: '/d', reference: '/r', out: '/o' };
  const names = (command: string): string[] => Object.keys(ownVariables(given, { command, target: 'y', time: null, seed: 1 }));
  expect(names('x {data} {out}')).not.toContain('DRYDOCK_REFERENCE');
  expect(names('x {data} ${reference} {out}')).not.toContain('DRYDOCK_REFERENCE');
  expect(ownVariables(given, { command: 'x {data} {reference} {out}', target: 'y', time: null, seed: 1 })).toMatchObject({
    DRYDOCK_REFERENCE: '/r',
  });
});
