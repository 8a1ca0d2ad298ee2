const longest = 60;

/**
 * A name from someone's files as part of a menu or dialog of the system: one line of bounded length, nothing in it that
 * reorders or hides text.
 */
export function plainLabel(name: string): string {
  // Cc: control, Cf: format (bidirectional overrides, zero width), Zl and Zp: line ends.
  const line = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}

/** The same for menu items, where `&` would underline the next letter. */
export function menuLabel(name: string): string {
  return plainLabel(name).replaceAll('&', '&&');
}
