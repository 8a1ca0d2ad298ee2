/** In the order a person counts: part-2 before part-10. */
export const byName = new Intl.Collator('en', { numeric: true }).compare;
