// The validation report as one page: no script, no network, light and dark, fit for paper. Numbers are frozen.
import type { Warning } from '../../api/schemas/common.ts';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type { ModelCard } from '../../api/schemas/models.ts';
import type { RunRecord, RunReport } from '../../api/schemas/runs.ts';
import type { Fairness } from '../../api/schemas/slices.ts';
import { restartIds } from './axes.ts';
import { classCurveCharts } from './classCurves.ts';
import { confusionTable } from './confusionTable.ts';
import { curveCharts, residualCharts } from './curveCharts.ts';
import { dataFacts, modelFacts, runFacts } from './facts.ts';
import { formatCount, formatInterval, formatNumber } from './format.ts';
import { groupsSection } from './groupsSection.ts';
import { metricsTable, perClassTable } from './headline.ts';
import { hardenSection } from './hardenSection.ts';
import { html, type Content, type Markup } from './html.ts';
import { warningItems } from './warningItems.ts';
import { lintSection } from './lintSection.ts';
import { nothingMessy, type MessyFindings } from './messyFindings.ts';
import { messySection } from './messySection.ts';
import { metricInfo } from './metricLabels.ts';
import { reportPage } from './reportPage.ts';
import { timeCharts } from './timeCharts.ts';

const headlineMetric = { binary: 'rocAuc', multiclass: 'accuracy', regression: 'rmse' } as const;

function fact(name: string, value: Content, note?: Content): Markup {
  return html`<div class="fact">
    <dt>${name}</dt>
    <dd>${value}${note ? html`<small>${note}</small>` : null}</dd>
  </div>`;
}

function overview(record: RunRecord, report: RunReport): Markup {
  const main = report.metrics[headlineMetric[report.task]]
    ? headlineMetric[report.task]
    : report.task === 'regression'
      ? 'mae'
      : 'accuracy';
  const interval = report.metrics[main];
  const second = report.task === 'binary' && main !== 'accuracy' ? report.metrics.accuracy : undefined;
  const baseline = report.baseline?.metrics.accuracy?.value ?? null;
  return html`<dl class="facts">
    ${interval ? fact(metricInfo(main).label, formatNumber(interval.value), `95 %: ${formatInterval(interval).replace(/^.*\((.*)\)$/, '$1')}`) : null}${
      second
        ? fact('Accuracy', formatNumber(second.value), baseline === null ? null : `baseline ${formatNumber(baseline)}`)
        : null
    }${fact('Rows', formatCount(record.rows.done), `${formatCount(report.labelled)} with a label`)}${fact('Task', report.task, report.positive === null ? null : `positive: ${report.positive}${record.plan.threshold === undefined ? '' : `, from a score of ${String(record.plan.threshold)} on`}`)}
  </dl>`;
}

function warningList(warnings: Warning[]): Markup | null {
  if (warnings.length === 0) return null;
  return html`<section>
    <h2>To know</h2>
    <ul>
      ${warningItems(warnings)}
    </ul>
  </section>`;
}

function unknownLabels(report: RunReport): Markup | null {
  if (report.unknownLabels.length === 0) return null;
  const list = report.unknownLabels
    .slice(0, 20)
    .map(({ label, count }) => html`<li><code>${label}</code>: ${count === 1 ? '1 row' : `${formatCount(count)} rows`}</li>`);
  return html`<h3>Labels the model does not know</h3>
    <p class="note">They count as wrong.</p>
    <ul>
      ${list}
    </ul>`;
}

/** Above 200 classes there is no confusion matrix: it would be larger than all the rest of the figures. */
function withoutMatrix(record: RunRecord, report: RunReport): Markup | null {
  if (report.task === 'regression') return null;
  return html`<section>
    <h2>Right and wrong</h2>
    <p class="note">
      The confusion matrix is left out: ${formatCount(record.plan.reading.classes.length)} classes are too many for one. The
      figures of each class stand above.
    </p>
    ${unknownLabels(report)}
  </section>`;
}

function positiveShare(report: RunReport): number | null {
  const { confusion, positive } = report;
  if (report.task !== 'binary' || !confusion || positive === null) return null;
  const index = confusion.labels.indexOf(positive);
  const sums = confusion.counts.map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const all = sums.reduce((sum, count) => sum + count, 0);
  return index < 0 || all === 0 ? null : (sums[index] ?? 0) / all;
}

/**
 * Self-contained HTML of one run, with what a stress run of the same model on the same data found, and the groups that were set
 * beside each other. The same records give the same bytes.
 */
export function htmlReport(
  record: RunRecord,
  report: RunReport,
  model: ModelCard,
  data: DatasetCard,
  { messy = nothingMessy, groups = [] }: { messy?: MessyFindings; groups?: readonly Fairness[] } = {},
): string {
  restartIds();
  const partial =
    record.state === 'complete'
      ? null
      : html`<p class="banner" role="note">
          <strong>Partial run.</strong> ${record.stateReason ?? 'Not all rows were run.'} The figures cover
          ${formatCount(record.rows.done)} of ${formatCount(record.rows.total)} rows.
        </p>`;
  const body = html`<header>
      <h1>${record.name}</h1>
      <p class="dim">
        Validation of ${record.model.name} on ${record.data.name}, ${record.startedAt.slice(0, 10)}. Every figure stands with its
        95 % interval.
      </p>
      ${partial}${overview(record, report)}
    </header>
    <section>
      <h2>Figures</h2>
      ${metricsTable(report)}${perClassTable(report)}
    </section>
    <section>
      <h2>Over time</h2>
      ${timeCharts(report)}
    </section>
    ${
      report.confusion
        ? html`<section>
            <h2>Right and wrong</h2>
            ${confusionTable(report.confusion, record.plan.reading.classes.length)}${unknownLabels(report)}
          </section>`
        : withoutMatrix(record, report)
    }
    ${
      report.curves
        ? html`<section>
            <h2>Scores</h2>
            ${classCurveCharts(report.curves.classes ?? [], record.plan.reading.classes.length)}${curveCharts(report.curves, positiveShare(report))}
          </section>`
        : null
    }
    ${
      report.residuals
        ? html`<section>
            <h2>Errors</h2>
            ${residualCharts(report.residuals)}
          </section>`
        : null
    }
    ${groupsSection(groups, report.task)}
    ${
      messy.stress || messy.harden || messy.lint
        ? html`<section>
            <h2>Messy data</h2>
            ${messy.stress && messySection(messy.stress)}${messy.harden && hardenSection(messy.harden)}${messy.lint && lintSection(messy.lint)}
          </section>`
        : null
    }
    ${warningList(report.warnings)}
    <section>
      <h2>Model</h2>
      ${modelFacts(model)}
    </section>
    <section>
      <h2>Data</h2>
      ${dataFacts(data, record)}
    </section>
    <section>
      <h2>How it was made</h2>
      ${runFacts(record, report)}
    </section>
    <footer>
      Made by Drydock ${record.versions.drydock} from run ${record.id}. This page loads nothing and runs nothing.
    </footer> `;
  return reportPage({ title: `${record.name} – validation report`, body });
}
