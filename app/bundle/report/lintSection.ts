// Silent failures of the graph, for paper.
import type { LintReport } from '../../api/schemas/lint.ts';
import { formatCount } from './format.ts';
import { html, type Markup } from './html.ts';

const words = { fail: 'Do not serve it like this', warn: 'Know it', info: 'Worth knowing' } as const;

export function lintSection({ checks, rows, totalRows }: LintReport): Markup {
  const findings = checks.flatMap((check) => check.findings.map((finding) => ({ ...finding, title: check.title })));
  const quiet = checks.filter((check) => check.findings.length === 0);
  return html`<h3>Silent failures</h3>
    <p class="note">${formatCount(checks.length)} checks on ${formatCount(rows)} of ${formatCount(totalRows)} rows.</p>
    <ul>
      ${findings.map(
        ({ severity, title, message, meaning, action }) =>
          html`<li><strong>${words[severity]}: ${message}</strong> ${meaning} ${action} <span class="dim">${title}.</span></li>`,
      )}
      ${quiet.map(
        ({ title, state, summary, reason }) =>
          html`<li><span class="dim">${title}: ${state === 'skipped' ? `not looked for. ${reason ?? ''}` : summary}</span></li>`,
      )}
    </ul>`;
}
