import { shareOfCells } from '../amounts.ts';
import { textCorruption } from '../textCorruption.ts';

const verb = 'is|are|was|were|am|will|would|can|could|should|must|has|have|had|does|do|did';
const negative = new RegExp(String.raw`\b(?:(${verb}) not|(${verb})n['’]t|(ca|wo)n['’]t|(can)not)\b`, 'i');
const positive = new RegExp(String.raw`\b(${verb})\b`, 'i');

/** The first "is not" loses its "not"; where there is none, the first "is" gets one. */
function negated(text: string): string {
  const found = negative.exec(text);
  if (!found) return text.replace(positive, '$1 not');
  const [all, withNot, contracted, cut, cannot] = found;
  const kept = withNot ?? contracted ?? cannot ?? (cut === undefined ? '' : cut.charAt(0) + (/^c/i.test(cut) ? 'an' : 'ill'));
  return text.slice(0, found.index) + kept + text.slice(found.index + all.length);
}

/** CheckList's add_negation and remove_negation, by the auxiliary verb, in English. */
export const negation = textCorruption({
  id: 'negation',
  title: 'Negation',
  help: 'The text says the opposite. The right answer may change with it: a model that never changes its own does not read "not".',
  says: (amount, place) => `${shareOfCells(amount, place)} saying the opposite`,
  columns: 'text',
  fits: (text) => positive.test(text) || negative.test(text),
  change: negated,
});
