import { describe, expect, it } from 'vitest';
import { cells, tempFiles } from './tempFiles.ts';

const { write, open } = await tempFiles();

describe('JSON that is cut off or no table', () => {
  it.each([
    ['after a comma', '[{"a":1,"b":2},\n'],
    ['between rows', '[{"a":1,"b":2},{"a":3,"b":4} '],
    ['within a row', '[{"a":1,"b":2},{"a":3,'],
  ])('is refused when cut %s', async (name, text) => {
    await expect(open(await write(`${name}.json`, text))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('is not valid JSON') as string,
    });
  });

  it('reads rows without names', async () => {
    expect(await cells(await open(await write('nested.json', '[[1,2],[3,4]]')))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('says that an empty array has no rows', async () => {
    await expect(open(await write('none.json', ' []'))).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: 'none.json has no rows: its array is empty.',
    });
  });
});

describe('files that are something else', () => {
  const utf32 = Buffer.concat(
    [...'\ufeffa,b\n1,2\n'].map((character) => Buffer.from(Uint32Array.of(character.codePointAt(0) ?? 0).buffer)),
  );
  it.each([
    ['UTF-32 text', 'wide.csv', utf32, 'wide.csv is text in UTF-32, which is not read.'],
    ['UTF-32 text, big endian', 'wide2.csv', Buffer.from(utf32).swap32(), 'wide2.csv is text in UTF-32, which is not read.'],
    [
      'a cut-off workbook',
      'cut.xlsx',
      Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(3000, 0xa7)]),
      'cut.xlsx is a damaged or cut-off Excel workbook or ZIP archive.',
    ],
  ])('%s is named as what it is', async (_, name, content, message) => {
    await expect(open(await write(name, content))).rejects.toMatchObject({ code: 'DATA_INVALID', message });
  });
});
