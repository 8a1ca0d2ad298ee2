/** The panes of the window in the order in which F6 goes through them. */
const paneSelector = '[data-pane]';
const focusable = 'a[href], button:not([disabled]), input:not([disabled]), textarea, select, [tabindex="0"]';

/** Moves the focus to the next pane (or the one before), to what had it there last or comes first there. */
export function focusPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>(paneSelector)].sort(
    (a, b) => Number(a.dataset['pane']) - Number(b.dataset['pane']),
  );
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const pane = panes[(at === -1 && step === -1 ? 0 : at + step + panes.length) % panes.length];
  if (!pane) return;
  const current = pane.querySelector<HTMLElement>('[aria-current="page"]');
  // The page itself takes the focus: its first control may be far from its title, and a reader says its name.
  const target = pane.tagName === 'MAIN' ? pane : (current ?? pane.querySelector<HTMLElement>(focusable) ?? pane);
  target.focus();
}
