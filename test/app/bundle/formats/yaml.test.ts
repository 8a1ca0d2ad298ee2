import { expect, it } from 'vitest';
import { yamlDocument } from '../../../../app/bundle/formats/yaml.ts';

it('writes maps and lists in block style, in the order given, below its comments', () => {
  const value = {
    kind: 'Service',
    spec: { ports: [{ port: 80, name: 'http' }, { port: 81 }], none: [], empty: {}, left: undefined },
  };
  expect(yamlDocument(value, ['one', 'two\nthree', ''])).toBe(
    `# one
# two
# three
#
kind: Service
spec:
  ports:
    - port: 80
      name: http
    - port: 81
  none: []
  empty: {}
`,
  );
});

it('puts a list into a list', () => {
  expect(yamlDocument([[1, 2], [], ['a']])).toBe('- - 1\n  - 2\n- []\n- - a\n');
});

it.each([
  ['plain', 'plain'],
  ['v1.2-x_y/z', 'v1.2-x_y/z'],
  ['/metrics', '/metrics'],
  // What YAML would read as another type.
  ['true', '"true"'],
  ['No', '"No"'],
  ['NULL', '"NULL"'],
  ['8080', '"8080"'],
  ['1e3', '"1e3"'],
  ['~', '"~"'],
  ['', '""'],
  // What has a meaning of its own.
  ['a: b', '"a: b"'],
  ['# no', '"# no"'],
  ['- x', '"- x"'],
  ['{{ x }}', '"{{ x }}"'],
  ['&a', '"&a"'],
  ['say "hi"\n\\', '"say \\"hi\\"\\n\\\\"'],
  ['naïve ☃ 😀', '"naïve ☃ 😀"'],
  ['\u0085\u2028\u007f\ufeff', '"\\u0085\\u2028\\u007f\\ufeff"'],
])('writes the text %j as %s', (text, written) => {
  expect(yamlDocument({ [text]: text })).toBe(`${written}: ${written}\n`);
});

it('refuses a number that YAML cannot say', () => {
  expect(() => yamlDocument({ x: NaN })).toThrow(RangeError);
});
