// Personal data by the name of a column, and by what its cells look like. Names are English.
const kinds: { kind: string; words: RegExp }[] = [
  { kind: 'e-mail addresses', words: /^(e ?mail|email address|mail address)s?$|\be ?mail\b/ },
  { kind: 'phone numbers', words: /\b(phone|telephone|mobile|cell ?phone|fax|msisdn)\b(?! (type|model|brand|service|usage))/ },
  {
    kind: 'names of people',
    words:
      /^name$|\b(first|last|given|family|middle|maiden|full|sur|customer|client|patient|user|person|employee|contact|account holder|cardholder) ?names?\b|\bsurname\b/,
  },
  {
    kind: 'addresses',
    words:
      /^address$|\b(street|home address|postal address|billing address|shipping address|address line|house number)\b|\baddress [12]\b/,
  },
  { kind: 'dates of birth', words: /\b(date of birth|birth ?date|birth ?day|dob)\b/ },
  {
    kind: 'numbers that identify people',
    words:
      /\b(ssn|social security( number)?|passport( number)?|national id|tax id|tin|driver s? ?licen[cs]e|iban|credit card( number)?|card number|account number|(patient|customer|client|user|person|employee|member|citizen) (id|number|no))\b/,
  },
  { kind: 'addresses of computers', words: /\b(ip address|ip addr|ipv[46]|mac address|device id|imei)\b/ },
];

/** "customerEmail", "Customer_E-Mail" -> "customer email": words apart by one space. */
function wordsOf(column: string): string {
  return column
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/e-mail/g, 'email')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** What a column of this name holds of people; null where the name says nothing of the kind. */
export function personalByName(column: string): string | null {
  const words = wordsOf(column);
  return kinds.find((one) => one.words.test(words))?.kind ?? null;
}

/** Whether the last digit is right (ISO/IEC 7812, Luhn): of random digits, one number in ten is. */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  if (!/^[3-6]\d{12,18}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}/;
const phone = /^\+?[(]?\d[\d\s().-]{7,18}\d$/;

const contents: { kind: string; share: number; matches: (text: string) => boolean }[] = [
  { kind: 'e-mail addresses', share: 0, matches: (text) => email.test(text) },
  { kind: 'numbers that identify people', share: 0, matches: (text) => /\b\d{3}-\d{2}-\d{4}\b/.test(text) },
  {
    kind: 'account numbers (IBAN)',
    share: 0,
    matches: (text) => /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/.test(text),
  },
  { kind: 'card numbers', share: 0.5, matches: isCardNumber },
  { kind: 'addresses of computers', share: 0.5, matches: (text) => /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) },
  {
    kind: 'phone numbers',
    share: 0.5,
    matches: (text) => phone.test(text) && /[+()\s-]/.test(text) && !/^\d{4}-\d{2}-\d{2}/.test(text),
  },
];

/**
 * What the texts of a column look like; null where they look like nothing of people. What could as well be a number of
 * something else counts only where more than half of the texts look like it.
 */
export function personalByContent(texts: readonly string[]): string | null {
  if (texts.length === 0) return null;
  const found = contents.find(({ share, matches }) => texts.filter(matches).length > share * texts.length);
  return found?.kind ?? null;
}
