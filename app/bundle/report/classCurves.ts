// Curves of classes against the rest, together in one picture of each kind, with their figures beside their names.
import type { ClassCurve } from '../../api/schemas/runs.ts';
import { pathOf, picture, scale, xAxis, yAxis, type Frame } from './axes.ts';
import { formatInterval } from './format.ts';
import { html, type Content, type Markup } from './html.ts';

const size = { width: 300, height: 270 };
const frame: Frame = { left: 40, right: 290, top: 8, bottom: 226 };
const unit: [number, number] = [0, 1];

/** Ten hues, those of the second five dashed besides, so that neighbours differ by more than their colour. */
function lineStyle(index: number): string {
  const dash = index < 5 ? '' : ';stroke-dasharray:6 2';
  return `stroke:hsl(${String((index * 72 + (index < 5 ? 205 : 241)) % 360)} 62% 47%)${dash}`;
}

function curvesOf(
  classes: readonly ClassCurve[],
  pick: 'roc' | 'pr',
  labels: { title: string; subtitle: string; x: string; y: string; description: string },
  guide: Content,
): Markup {
  const x = scale(unit, [frame.left, frame.right]);
  const y = scale(unit, [frame.bottom, frame.top]);
  const lines = classes.map(
    (one, index) =>
      html`<path class="line" style="${lineStyle(index)}" d="${pathOf(one[pick].map((point) => [x(point.x), y(point.y)]))}" />`,
  );
  const names = html`<text x="${(frame.left + frame.right) / 2}" y="262" text-anchor="middle">${labels.x}</text
    ><text transform="translate(10 ${(frame.top + frame.bottom) / 2}) rotate(-90)" text-anchor="middle">${labels.y}</text>`;
  return html`<figure>
    <figcaption>${labels.title}<small>${labels.subtitle}</small></figcaption>
    ${picture({ ...size, title: labels.title, description: labels.description }, [xAxis(frame, x, unit), yAxis(frame, y, unit), guide, lines, names])}
  </figure>`;
}

/** @param classCount classes of the model: says whether all of them are drawn */
export function classCurveCharts(classes: readonly ClassCurve[], classCount: number): Markup | null {
  if (classes.length === 0) return null;
  const description = `One line a class, ${String(classes.length)} of them; their figures are in the table below.`;
  const diagonal = html`<line class="ref" x1="${frame.left}" y1="${frame.bottom}" x2="${frame.right}" y2="${frame.top}" />`;
  return html`<p class="note">
      Each class against the
      rest.${classCount > classes.length ? ` The ${String(classes.length)} classes with most labelled rows of ${String(classCount)} are drawn.` : null}
    </p>
    <div class="charts">
      ${curvesOf(classes, 'roc', { title: 'ROC curves', subtitle: 'dashed diagonal: guessing', x: 'false positive rate', y: 'true positive rate', description }, diagonal)}${curvesOf(
        classes,
        'pr',
        { title: 'Precision and recall', subtitle: 'for every threshold', x: 'recall', y: 'precision', description },
        null,
      )}
    </div>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Class</th>
            <th class="n">ROC AUC</th>
            <th class="n">Average precision</th>
            <th class="n">Guessing</th>
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            (one, index) =>
              html`<tr>
                <th scope="row">
                  <svg width="22" height="8" style="display:inline-block;width:22px" aria-hidden="true">
                    <path class="line" style="${lineStyle(index)}" d="M0 4H22" /></svg
                  >&nbsp; ${one.label}
                </th>
                <td class="n">${formatInterval(one.rocAuc)}</td>
                <td class="n">${formatInterval(one.averagePrecision)}</td>
                <td class="n">${formatInterval({ value: one.share, low: null, high: null })}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
