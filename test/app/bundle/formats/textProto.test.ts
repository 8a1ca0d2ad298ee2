import { expect, it } from 'vitest';
import { EnumValue, textProto } from '../../../../app/bundle/formats/textProto.ts';

it('writes nested and repeated messages, lists, constants, and leaves out what is undefined', () => {
  const message = {
    name: 'a "b"\\\né',
    empty: {},
    none: undefined,
    input: [
      { dims: [-1, 3], type: new EnumValue('TYPE_FP32'), on: true },
      { dims: [], reshape: { shape: [] } },
    ],
  };
  expect(textProto(message, ['said'])).toBe(
    `# said
name: "a \\042b\\042\\134\\012\\303\\251"
empty {}
input {
  dims: [-1, 3]
  type: TYPE_FP32
  on: true
}
input {
  dims: []
  reshape {
    shape: []
  }
}
`,
  );
});
