import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bySeverity, severityOf, warningCodes, warningLines } from '../../../app/api/warnings.ts';

const root = join(import.meta.dirname, '../../..');
const given = [
  { code: 'no-time', message: 'No time.', hint: 'Give one.' },
  { code: 'partial-run', message: 'Partial.' },
  { code: 'of-a-later-version', message: 'New.' },
  { code: 'sampled', message: 'A sample.' },
];

describe('how much a warning matters', () => {
  it('says it of every code that the program gives, and of no other', () => {
    const places = ['bundle/load', 'data', 'drift', 'mapping', 'model', 'runs', 'stress'].map((name) => join(root, 'app', name));
    const files = [...places, join(root, 'renderer/src/pages/model')].flatMap((place) =>
      readdirSync(place, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => readFileSync(join(place, name), 'utf8')),
    );
    const literals = [
      /\bcode: '([a-z][a-z-]+|[A-Z]+_[A-Z_]+)'/g,
      /\bcode = [^;]*\? '([a-z]+-[a-z-]+)'/g,
      /\bcode = [^;]*: '(cast|[a-z]+-[a-z-]+)'/g,
      /\b(?:changed|add|push)\(\s*'([a-z]+-[a-z-]+)'/g,
    ];
    const used = new Set(
      literals.flatMap((literal) => files.flatMap((text) => [...text.matchAll(literal)].map(([, code]) => code))),
    );
    // Not of a warning: what zod makes of a message, and problems that stop a run.
    for (const other of ['custom', 'unmapped-input']) used.delete(other);
    expect([...used].filter((code) => !warningCodes.includes(code ?? ''))).toEqual([]);
    expect(warningCodes.filter((code) => !files.some((text) => text.includes(`'${code}'`)))).toEqual([]);
  });

  it('puts warnings before notes, and what nobody has graded among them', () => {
    expect(bySeverity(given).map(({ code }) => code)).toEqual(['partial-run', 'of-a-later-version', 'no-time', 'sampled']);
    expect(severityOf({ code: 'constructor' })).toBe('warning');
  });

  it('writes them for a terminal', () => {
    expect(warningLines(given, { hints: true })).toEqual([
      'warning: Partial.',
      'warning: New.',
      'note: No time. Give one.',
      'note: A sample.',
    ]);
    expect(warningLines(given, { hints: false })[2]).toBe('note: No time.');
  });
});
