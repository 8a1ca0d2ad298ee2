import { describe, expect, it } from 'vitest';
import { parsePythonLiteral } from '../../../app/model/pythonLiteral.ts';

describe('parsePythonLiteral', () => {
  it('reads dicts, lists, tuples, strings, numbers, booleans and None', () => {
    expect(parsePythonLiteral(`{0: 'person', 1: "it's", 'n': [1, -2.5, 1e3], 't': (True, False, None,)}`)).toEqual(
      new Map<string, unknown>([
        ['0', 'person'],
        ['1', "it's"],
        ['n', [1, -2.5, 1000]],
        ['t', [true, false, null]],
      ]),
    );
  });

  it('reads escapes as Python and JSON write them', () => {
    expect(parsePythonLiteral(String.raw`['\'\n\\', '\xe9\u00df\U0001F600', "\ud83d\ude00"]`)).toEqual(["'\n\\", 'éß😀', '😀']);
  });

  it.each([
    '',
    '{',
    "{'a'}",
    '[1 2]',
    "'open",
    "__import__('os')",
    'lambda: 1',
    '[1] + [2]',
    "{(1,): 'a'}",
    '['.repeat(100),
    "'\\uZZZZ'",
  ])('gives undefined for what is no literal: %j', (text) => {
    expect(parsePythonLiteral(text)).toBeUndefined();
  });
});
