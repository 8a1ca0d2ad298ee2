// A hardening run for the terminal: what is offered, before and after side by side, and what was tried in vain.
import { count } from '../../base/counts.ts';
import { noOffersText } from '../../api/hardenWords.ts';
import { harmText } from '../../api/harms.ts';
import { answeredAccuracy, shownMetric } from '../../api/metricWords.ts';
import type { Interval } from '../../api/schemas/common.ts';
import type { HardenFigure, HardenMetric, HardenOffer, HardenReport, HardenTried } from '../../api/schemas/harden.ts';
import { warningLines } from '../../api/warnings.ts';
import { alignMeaning } from '../../runs/textReport.ts';
import { decisionGroup } from './finalist.ts';

const metricTitles: Partial<Record<HardenMetric, string>> = {
  cost: 'cost a row',
  accuracyAnswered: answeredAccuracy,
};

/** The whole text, without a newline at the end. */
export function textHarden(report: HardenReport): string {
  const { rows, offers, tried } = report;
  return [
    [
      `${count(rows.labelled)} labelled rows of ${count(rows.total)}: ${count(rows.search)} to choose on, ${count(rows.proof)} to prove on · seed ${String(report.seed)}`,
      `repairs of cells are to raise or lower: ${report.metric}`,
    ].join('\n'),
    offers.length === 0
      ? noOffersText(tried)
      : `${count(offers.length)} ${offers.length === 1 ? 'change is' : 'changes are'} proved to help:`,
    ...offers.map(offerText),
    offers.some(({ kind }) => kind === 'threshold') && offers.some(({ kind }) => kind === 'abstain')
      ? wrap(
          `Of the group "${decisionGroup}" one is accepted at a time: the threshold first, then harden again to fit a gate to it.`,
        )
      : '',
    ...(report.together ? [togetherText(report)] : []),
    triedText(tried),
    wrap(report.adjustment),
    ...(report.warnings.length > 0 ? [warningLines(report.warnings, { hints: true }).join('\n')] : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function offerText(offer: HardenOffer): string {
  const harm = harmText(offer);
  const notes = [
    ...(offer.requires.length > 0 ? [`stands on ${offer.requires.join(', ')}`] : []),
    ...(offer.group !== null && offer.group !== offer.id ? [`one of the group "${offer.group}"`] : []),
  ];
  return [
    `  ${offer.id}${notes.length > 0 ? `  (${notes.join('; ')})` : ''}`,
    `  ${offer.title}`,
    `  proved on ${scenarioTitle(offer)}: gain ${interval(offer.gain)} in ${title(offer.metric)}, level ${(100 * offer.level).toFixed(2)} %`,
    figureTable(offer.figures, offer.metric),
    ...(harm === null ? [] : [`  ${harm}.`]),
    ...(offer.sets
      ? [
          `  sets of level ${String(offer.sets.level)} hold the true class in ${interval(offer.sets.coverage)} of the rows, ${number(offer.sets.meanSize)} classes each`,
        ]
      : []),
  ].join('\n');
}

function scenarioTitle({ figures, scenario }: HardenOffer): string {
  return figures.find((one) => one.scenario === scenario)?.title ?? scenario;
}

function togetherText(report: HardenReport): string {
  const { together } = report;
  if (!together) return '';
  return [
    `All together (${together.offers.join(', ')}); shown, not proved: these rows chose the offers`,
    figureTable(together.figures, report.metric),
  ].join('\n');
}

function figureTable(figures: readonly HardenFigure[], metric: HardenMetric): string {
  const shown = shownMetric(metric);
  const lines = figures.map(({ title: name, before, after, gain }) => [
    cut(name, 60),
    number(before[shown]?.value ?? null),
    number(after[shown]?.value ?? null),
    interval(gain),
  ]);
  return align([[`rows`, `${shown} before`, 'after', 'gain (95 %)'], ...lines]);
}

/** Outcomes short of an offer, the nearest to one first: in how many cases, and why not in each. */
const outcomes: [HardenTried['outcome'], string, string][] = [
  ['not-proved', 'helped on one half, not proved on the other', 'not proved: the gain may be none'],
  ['worse-on-clean', 'help messy rows but harm clean ones', 'clean rows get worse'],
  ['no-gain', 'no gain on the half they are chosen on', 'no gain where it was chosen'],
  ['nothing', 'nothing of the kind fits the column', ''],
  ['skipped', 'not tried or not proved: the time was up', 'the time was up'],
];
const mostTried = 30;

/** What was tried in vain: counts, then lines of what there was to try by column, with how many candidates of which kinds. */
function triedText(tried: HardenReport['tried']): string {
  const of = (outcome: HardenTried['outcome']): HardenTried[] => tried.filter((one) => one.outcome === outcome);
  const counts = outcomes.flatMap(([outcome, words]) =>
    of(outcome).length > 0 ? [`  ${count(of(outcome).length)} ${words}`] : [],
  );
  if (counts.length === 0) return '';
  const listed = outcomes.flatMap(([outcome, , why]) =>
    byColumn(of(outcome).filter(({ candidates, column }) => candidates > 0 || column === null)).map(
      ({ column, kinds, candidates, best, gain, says }) => [
        column ?? '(the answers)',
        kinds.join(', '),
        candidates === 0 ? '–' : String(candidates),
        gain ? interval(gain) : '–',
        // Of what is done to the answers there is one search each, which tells its own reason.
        column === null && best === null ? says : `${why}${best === null ? '' : `; ${withoutColumn(best, column)}`}`,
      ],
    ),
  );
  const more = listed.length > mostTried ? [`    … and ${count(listed.length - mostTried)} more (--json has all)`] : [];
  const head = ['column', 'kinds', 'tried', 'gain, proof half', 'why not: the best of them'];
  const table = alignMeaning([head, ...listed.slice(0, mostTried)], 2);
  return [
    'Of everything else that was tried:',
    ...counts,
    ...(listed.length > 0 ? [table.replaceAll(/^/gm, '    '), ...more] : []),
  ].join('\n');
}

/** Searches of one column that found nothing to name make one line. */
function byColumn(tried: readonly HardenTried[]): (HardenTried & { kinds: HardenTried['kind'][] })[] {
  const lines: (HardenTried & { kinds: HardenTried['kind'][] })[] = [];
  for (const one of tried) {
    const same =
      one.column !== null && one.best === null && lines.find(({ column, best }) => column === one.column && best === null);
    if (same) {
      same.kinds.push(one.kind);
      same.candidates += one.candidates;
    } else lines.push({ ...one, kinds: [one.kind] });
  }
  return lines;
}

/** The column stands in a cell of its own. */
function withoutColumn(text: string, column: string | null): string {
  return column !== null && text.startsWith(`${column}: `) ? text.slice(column.length + 2) : text;
}

function title(metric: HardenMetric): string {
  return metricTitles[metric] ?? metric;
}

function interval({ value, low, high }: Interval): string {
  if (value === null) return '–';
  return low === null || high === null ? number(value) : `${number(value)} (${number(low)} to ${number(high)})`;
}

function number(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(2);
  return value.toFixed(size < 10 ? 4 : 1);
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function align(lines: readonly string[][]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map(
      (line) =>
        `    ${line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`,
    )
    .join('\n');
}

function wrap(text: string, width = 100): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}
