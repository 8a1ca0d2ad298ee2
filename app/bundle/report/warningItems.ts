import type { Warning } from '../../api/schemas/common.ts';
import { bySeverity, severityOf } from '../../api/warnings.ts';
import { html, type Markup } from './html.ts';

/** What is to be known of a run as items of a list, warnings first and marked as such. */
export function warningItems(warnings: readonly Warning[]): Markup[] {
  return bySeverity(warnings).map((warning) => {
    const { message, hint } = warning;
    const mark = severityOf(warning) === 'warning' ? html`<strong>Warning:</strong> ` : null;
    return html`<li>${mark}${message}${hint ? html` <span class="dim">${hint}</span>` : null}</li>`;
  });
}
