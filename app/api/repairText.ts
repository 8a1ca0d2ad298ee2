// What is mended on the way into the model, in words: one sentence a repair, for window, report, model card and checks.
import type { Repair } from './schemas/repairs.ts';

const listed = 6;

function few(items: readonly (string | number)[]): string {
  const shown = items.slice(0, listed).map((item) => (typeof item === 'string' ? JSON.stringify(item) : String(item)));
  return items.length > listed ? `${shown.join(', ')} and ${String(items.length - listed)} more` : shown.join(', ');
}

function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** "reads 0 and -1 as missing" */
export function repairText(repair: Repair): string {
  switch (repair.kind) {
    case 'sentinels':
      return `${few(repair.values)} ${repair.values.length === 1 ? 'is' : 'are'} read as missing`;
    case 'clip': {
      const { low, high } = repair;
      if (low === null) return high === null ? 'nothing is cut off' : `numbers above ${number(high)} become ${number(high)}`;
      if (high === null) return `numbers below ${number(low)} become ${number(low)}`;
      return `numbers are kept between ${number(low)} and ${number(high)}`;
    }
    case 'unit':
      return `numbers outside ${number(repair.low)} to ${number(repair.high)} that lie inside when multiplied by ${few(repair.factors)} are multiplied`;
    case 'category': {
      const ways = [
        ...(repair.ignoreCase ? ['case'] : []),
        ...(repair.ignoreSpaces ? ['spaces'] : []),
        ...(repair.distance > 0 ? [`up to ${String(repair.distance)} wrong letter${repair.distance === 1 ? '' : 's'}`] : []),
      ];
      const { unknown } = repair;
      const rest = {
        keep: 'others stay',
        missing: 'others are read as missing',
        category: unknown.kind === 'category' ? `others become ${JSON.stringify(unknown.value)}` : '',
      }[unknown.kind];
      return `texts become the known one of ${String(repair.known.length)} they match${ways.length > 0 ? ` but for ${ways.join(', ')}` : ''}; ${rest}`;
    }
  }
}

/** All that is done to a cell before the missing policy, one sentence each; none for a cell that goes in as it is. */
export function repairTexts(feature: { repairs?: readonly Repair[] | undefined; indicator?: unknown }): string[] {
  const repairs = (feature.repairs ?? []).map(repairText);
  const isIndicator = feature.indicator !== undefined && feature.indicator !== false;
  return isIndicator ? [...repairs, '1 goes in where the cell is missing, else 0'] : repairs;
}
