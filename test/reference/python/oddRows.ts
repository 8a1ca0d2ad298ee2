// Odd rows for a plan, as raw JSON: what JSON.stringify would never write is in them as well.
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import { Random } from '../../../app/base/random.ts';
import { cellKinds, type CellKind } from '../../../app/prepare/cellRules.ts';

/** JSON texts of cells. */
const numbers = [
  '0', '-0', '-0.0', '1', '-1', '2.5', '0.1', '1e-7', '123456789012345680000', '1e21', '1e400', '-1e400', '5e-324', '999', '-999.99', '-9',
  '127', '128', '255', '256', '-129', '32768', '65504', '65519.99', '65520', '65535', '65536', '2147483647', '2147483648', '4294967296',
  '9007199254740991', '9007199254740992', '9007199254740993', '18446744073709551615', '-9223372036854775808', '3.4028234663852886e38',
  '3.5e38', '6e-8', '12.5', '12.500000000000002', '600', '45', '450', '4500', '10', '110', '80', '80.00000000000001', '1.5', '3', '4E0', '1E+2',
]; // prettier-ignore
const texts = [
  '', ' ', 'x', 'y', 'ü', 'rome', ' ROME', 'Rome ', 'romé', 'rmoe', 'rom', 'berlln', 'BERLIN\u00a0', 'b e r l i n', 'paris', 'pariss', 'STRASSE', 'straße', 'STRAßE',
  'n/a', 'N/A', ' n/A\u2003', 'NA', 'nan', 'NaN', 'None', 'null', 'NULL', '-', ' - ', '?', '1,5', ' 1,5 ', '1.5', ' 1.5\t', '\ufeff7', '1e400', '-1e400', 'inf', '-Infinity',
  '+inf', 'infinit', 'True', 'FALSE', 't', 'N', 'yes', 'Ja', '0x10', '1_000', '٣', '１２', '1e5', '1.', '.5', '.', '+.5e-3', '--1', '1 2', '9007199254740993', 'İstanbul', 'ΣΑΣ', 'ſ', '\u0000',
  'a\u0000b', '😀', 'r😀me', '\ud83d', 'ro\u0301me', '1\u0085', '\u001c5', '5\u200b', 'bern', 'berm', 'berni', 'm', '2', '2.0', '0', '-1', '-999.99', '71', '70.5', '1.50', '33 ', 'x'.repeat(100),
]; // prettier-ignore
const others = ['true', 'false', 'null', '[]', '{}', '[1]', '{"a":1}'];

const json = (text: string): string => JSON.stringify(text);

function cell(kind: CellKind, random: Random): string {
  const pick = (from: readonly string[]): string => from[Math.floor(random.uniform() * from.length)] as string;
  const chance = random.uniform();
  if (chance < 0.12) return 'null';
  if (chance < 0.15) return pick(others);
  if (chance < 0.17) return kind === 'text' ? pick(numbers) : json(pick(texts));
  if (kind === 'boolean') return random.uniform() < 0.8 ? pick(['true', 'false', '0', '1', '1.0']) : pick(numbers);
  if (kind === 'text') return json(random.uniform() < 0.2 ? mutated(pick(texts), random) : pick(texts));
  return random.uniform() < 0.5
    ? String(Math.round(random.normal() * 400) / 4)
    : random.uniform() < 0.5
      ? String(Math.round(random.uniform() * 90))
      : pick(numbers);
}

/** A letter left out, doubled or exchanged. */
function mutated(text: string, random: Random): string {
  const letters = [...text];
  const at = Math.floor(random.uniform() * letters.length);
  const how = random.uniform();
  if (how < 0.3) letters.splice(at, 1);
  else if (how < 0.6) letters.splice(at, 0, letters[at] ?? 'z');
  else if (at > 0) letters.splice(at - 1, 2, letters[at] ?? '', letters[at - 1] ?? '');
  return letters.join('');
}

/** JSON objects, each a row with every column of the plan. */
export function oddRows(plan: PreparationPlan, count: number, seed: number): string[] {
  const random = new Random(seed);
  const kinds = [...cellKinds(plan)];
  const digits = new Set(
    plan.inputs.flatMap(({ features }) => features.filter(({ cast }) => cast === 'text-to-number').map(({ column }) => column)),
  );
  return Array.from({ length: count }, () => {
    // Most rows are fine but for one cell or two, else nearly all would be refused for the first column.
    const odd = Math.ceil(random.uniform() * Math.min(3, kinds.length));
    const chosen = new Set(Array.from({ length: odd }, () => Math.floor(random.uniform() * kinds.length)));
    return `{${kinds.map(([name, kind], i) => `${json(name)}:${chosen.has(i) ? cell(kind, random) : digits.has(name) ? json(plain('number', random)) : plain(kind, random)}`).join(',')}}`;
  });
}

function plain(kind: CellKind, random: Random): string {
  if (kind === 'text') return json(['rome', 'x', '5', 'berlin', '12.5'][Math.floor(random.uniform() * 5)] as string);
  return kind === 'boolean' ? String(random.uniform() < 0.5) : String(Math.floor(random.uniform() * 2));
}
