import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export type ExcelCell = string | number | boolean | { date: number } | null;

/**
 * A minimal .xlsx with dates as serial numbers with a date format, and texts within the cells, or `shared` as Excel writes them.
 */
export async function writeWorkbook(
  path: string,
  sheets: Record<string, ExcelCell[][]>,
  { shared = false } = {},
): Promise<string> {
  const texts = new Map<string, number>();
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const cell = (value: ExcelCell, at: string): string => {
    if (value === null) return '';
    if (typeof value === 'number') return `<c r="${at}"><v>${String(value)}</v></c>`;
    if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${value ? '1' : '0'}</v></c>`;
    if (typeof value === 'object') return `<c r="${at}" s="1"><v>${String(value.date)}</v></c>`;
    if (shared) {
      const number = texts.get(value) ?? texts.size;
      texts.set(value, number);
      return `<c r="${at}" t="s"><v>${String(number)}</v></c>`;
    }
    return `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
  };
  const zip = new ZipFile();
  const add = (path: string, text: string): void => {
    zip.addBuffer(Buffer.from(head + text), path);
  };
  const names = Object.keys(sheets);
  add(
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
  );
  add(
    '_rels/.rels',
    `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${names.map((sheet, index) => `<sheet name="${sheet}" sheetId="${String(index + 1)}" r:id="rId${String(index + 1)}"/>`).join('')}</sheets></workbook>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${relations}">${names.map((_, index) => `<Relationship Id="rId${String(index + 1)}" Type="${office}/worksheet" Target="worksheets/sheet${String(index + 1)}.xml"/>`).join('')}<Relationship Id="rId99" Type="${office}/styles" Target="styles.xml"/>${shared ? `<Relationship Id="rId98" Type="${office}/sharedStrings" Target="sharedStrings.xml"/>` : ''}</Relationships>`,
  );
  add(
    'xl/styles.xml',
    `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
  );
  for (const [index, rows] of Object.values(sheets).entries()) {
    const data = rows.map(
      (row, line) =>
        `<row r="${String(line + 1)}">${row.map((value, column) => cell(value, `${String.fromCharCode(65 + column)}${String(line + 1)}`)).join('')}</row>`,
    );
    add(
      `xl/worksheets/sheet${String(index + 1)}.xml`,
      `<worksheet xmlns="${main}"><sheetData>${data.join('')}</sheetData></worksheet>`,
    );
  }
  if (shared)
    add(
      'xl/sharedStrings.xml',
      `<sst xmlns="${main}">${[...texts.keys()].map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    );
  zip.end();
  await finished(zip.outputStream.pipe(createWriteStream(path)));
  return path;
}
