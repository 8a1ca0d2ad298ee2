/** Every place below `root` that holds the text, whatever the case. Text broken up by markup is found within each piece. */
export function findText(root: Node, wanted: string): Range[] {
  const needle = wanted.trim().toLowerCase();
  if (needle === '') return [];
  const found: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = (node.nodeValue ?? '').toLowerCase();
    for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + needle.length);
      found.push(range);
    }
  }
  return found;
}

/** Marks the places without touching the text; returns how to take the marks away. */
export function markFound(found: Range[], current: number): () => void {
  // Old browsers still step from place to place.
  if (!('highlights' in CSS)) return () => undefined;
  const chosen = found[current];
  CSS.highlights.set('guide-found', new Highlight(...found));
  if (chosen) CSS.highlights.set('guide-current', new Highlight(chosen));
  return () => {
    CSS.highlights.delete('guide-found');
    CSS.highlights.delete('guide-current');
  };
}
