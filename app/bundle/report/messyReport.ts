// A stress run as one page of its own: no script, no network, light and dark, fit for paper. Numbers are frozen.
import type { StressRecord, StressReport } from '../../api/schemas/stress.ts';
import { restartIds } from './axes.ts';
import { html } from './html.ts';
import { warningItems } from './warningItems.ts';
import { hardenSection } from './hardenSection.ts';
import { lintSection } from './lintSection.ts';
import { nothingMessy, type MessyFindings } from './messyFindings.ts';
import { messySection } from './messySection.ts';
import { reportPage } from './reportPage.ts';

/** Self-contained HTML of one stress run, with what mends the model and its silent failures where they are known. The same record gives the same bytes. */
export function messyReport(
  record: StressRecord,
  report: StressReport,
  { harden, lint }: Pick<MessyFindings, 'harden' | 'lint'> = nothingMessy,
): string {
  restartIds();
  return reportPage({
    title: `${record.name} – messy data`,
    body: html`<header>
        <h1>${record.name}</h1>
        <p class="dim">
          ${record.model.name} on ${record.data.name}, damaged the way real data go wrong, ${record.startedAt.slice(0, 10)}. Every
          figure stands with its 95 % interval.
        </p>
        ${
          record.state === 'complete'
            ? null
            : html`<p class="banner" role="note">
                <strong>Partial run.</strong> ${record.stateReason ?? 'Not everything was tried.'}
              </p>`
        }
      </header>
      ${messySection(report)}${harden && hardenSection(harden)}${lint && lintSection(lint)}
      ${
        report.warnings.length === 0
          ? null
          : html`<h2>To know</h2>
              <ul>
                ${warningItems(report.warnings)}
              </ul>`
      }
      <footer>
        Made by Drydock ${record.versions.drydock} from run ${record.id}; model ${record.model.sha256.slice(0, 12)}, data
        ${record.data.sha256.slice(0, 12)}. This page loads nothing and runs nothing.
      </footer>`,
  });
}
