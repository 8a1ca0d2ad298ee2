// What the model card says of another form of the model.
import { formWords } from '../../api/formWords.ts';
import type { FormNote } from '../../api/schemas/forms.ts';
import { formatCount, formatInterval, formatNumber } from '../report/format.ts';
import { metricLabel } from '../report/metricLabels.ts';

/** Markdown; no lines where the model is as it was given. */
export function formSection(form: FormNote | undefined): string[] {
  if (!form) return [];
  const { title, what } = formWords[form.kind];
  const changed =
    form.changed === null ? '' : `, ${formatCount(form.changed)} of ${formatCount(form.rows)} rows get another answer`;
  const largest = form.largest === null ? '' : `; the largest difference of a score or value is ${formatNumber(form.largest)}`;
  return [
    '## Another form of the model',
    '',
    `This is not the file that was given but a form of it, chosen at the export: **${title.toLowerCase()}**. ${what} Its figures above are its own: it was validated over the rows of the original${changed}${largest}. It has ${formatCount(form.bytes)} bytes, the original (sha256 \`${form.of.sha256}\`) ${formatCount(form.of.bytes)}.`,
    '',
    '| Metric | As given | This form | Difference (95 % interval) |',
    '|---|---|---|---|',
    ...form.figures.map(
      ({ metric, original, form: own, difference }) =>
        `| ${metricLabel(metric)} | ${formatNumber(original)} | ${formatNumber(own)} | ${formatInterval(difference)} |`,
    ),
    '',
    ...form.speed.map(
      ({ rows, originalUs, formUs, ratio }) =>
        `- ${rows === 1 ? 'One row' : `${formatCount(rows)} rows together`}: ${formatNumber(formUs)} µs, the original ${formatNumber(originalUs)} µs; ${formatInterval(ratio)} times as fast, measured on one thread of ${form.cpu}.`,
    ),
    '',
  ];
}
