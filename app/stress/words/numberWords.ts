const small = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen',
  'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
]; // prettier-ignore
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** English words for a whole number: 407 -> "four hundred and seven". @param value from 0 to 999,999 */
export function numberWords(value: number): string {
  if (value < 20) return small[value] as string;
  if (value < 100) {
    const rest = value % 10;
    return `${tens[Math.floor(value / 10)] as string}${rest === 0 ? '' : `-${small[rest] as string}`}`;
  }
  const unit = value < 1000 ? 100 : 1000;
  const rest = value % unit;
  const whole = `${numberWords(Math.floor(value / unit))} ${unit === 100 ? 'hundred' : 'thousand'}`;
  return rest === 0 ? whole : `${whole}${rest < 100 ? ' and ' : ' '}${numberWords(rest)}`;
}
