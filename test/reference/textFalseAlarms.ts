/**
 * How often texts are said to drift although nothing has changed, and how often where every fiftieth word has: words as frequent as
 * 1 / rank, 3,000 of them; at most 1,200 texts in the reference.
 *
 *     npx esbuild test/reference/textFalseAlarms.ts --bundle --platform=node --format=esm --outfile=textFalseAlarms.mjs
 *     node textFalseAlarms.mjs [repetitions]
 *
 * Seen with 200 repetitions (one standard error is 1.5 points of 5 %); without the factor for folds that go together (textShift.ts), 13 % of
 * 50 texts of 4 words:
 *
 *     texts    words    no change: p at most 0.05    distance from 0.1 on    both    every fiftieth word changed: both
 *     50       4        4.0 %                        21.0 %                  4.0 %   10.5 %
 *     50       20       3.0 %                        22.0 %                  3.0 %   77.0 %
 *     100      4        4.0 %                        15.0 %                  4.0 %   20.0 %
 *     100      20       4.0 %                        9.5 %                   4.0 %   96.5 %
 *     300      4        4.0 %                        4.0 %                   4.0 %   37.5 %
 */
import { argv } from 'node:process';
import { Random } from '../../app/base/random.ts';
import { textDocument } from '../../app/timeline/drift/text/textFeatures.ts';
import { textShift } from '../../app/timeline/drift/text/textShift.ts';

const shares = Array.from({ length: 3000 }, (_, rank) => 1 / (rank + 2));
const whole = shares.reduce((sum, share) => sum + share, 0);
let sum = 0;
const ends = shares.map((share) => (sum += share / whole));

function word(random: Random): string {
  const at = random.uniform();
  const rank = ends.findIndex((end) => end >= at);
  return `w${((rank * 7919) % 26 ** 3).toString(26)}${rank.toString(36)}`;
}

const texts = (count: number, words: number, { random, changed }: { random: Random; changed: number }): Uint16Array[] =>
  Array.from({ length: count }, () => {
    const text = Array.from({ length: words }, () => (random.uniform() < changed ? 'timeout' : word(random)));
    return textDocument(text.join(' ')).features;
  });

const repetitions = Number(argv[2] ?? 200);
const percent = (count: number): string => `${((100 * count) / repetitions).toFixed(1)} %`.padStart(8);
console.log('texts, words: without a change p at most 0.05, distance from 0.1 on, both | with one: both | ms');
for (const count of [50, 100, 300, 600]) {
  for (const words of [4, 20]) {
    const random = new Random(count + words);
    const found = { sure: 0, far: 0, both: 0, changed: 0 };
    let ms = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const reference = texts(Math.min(1_200, 2 * count + 200), words, { random, changed: 0 });
      const [same, other] = [0, 0.02].map((changed) => texts(count, words, { random, changed })) as [
        Uint16Array[],
        Uint16Array[],
      ];
      const start = performance.now();
      const shift = textShift(reference, same);
      ms += performance.now() - start;
      const [sure, far] = [(shift?.pValue ?? 1) <= 0.05, (shift?.distance ?? 0) >= 0.1];
      found.sure += Number(sure);
      found.far += Number(far);
      found.both += Number(sure && far);
      const moved = textShift(reference, other);
      found.changed += Number((moved?.pValue ?? 1) <= 0.05 && (moved?.distance ?? 0) >= 0.1);
    }
    const told = `${percent(found.sure)}${percent(found.far)}${percent(found.both)}  |${percent(found.changed)}`;
    console.log(`${String(count).padStart(5)} ${String(words).padStart(5)}${told}  | ${(ms / repetitions).toFixed(0)}`);
  }
}
