// readiness.html: the score as one page that needs no network.
import { readinessState } from '../../api/readinessWords.ts';
import type { ReadinessReport } from '../../api/schemas/readiness.ts';
import { html } from '../report/html.ts';
import { reportPage } from '../report/reportPage.ts';

export function readinessPage(name: string, report: ReadinessReport): string {
  const { score, sections, tests, ok } = report;
  const failed = tests.filter(({ state }) => state === 'failed').length;
  return reportPage({
    title: `Readiness of ${name}`,
    body: html`<h1>Readiness of ${name}</h1>
      <p class="dim">
        ML Test Score ${score} of 7: that of the weakest of four sections.
        ${ok ? 'Nothing speaks against serving it that was not waived.' : `${failed} of the tests failed.`} A test counts one
        point where the project shows that it is met, half a point where half of it is shown or a person states how it is met.
      </p>
      <dl class="facts">
        ${sections.map(
          ({ title, points }) =>
            html`<div class="fact">
              <dt>${title}</dt>
              <dd>${points} <small>of 7</small></dd>
            </div>`,
        )}
      </dl>
      ${sections.map(
        ({ id, title }) =>
          html`<h2>${title}</h2>
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th>Test</th>
                    <th>State</th>
                    <th class="n">Points</th>
                    <th>Evidence</th>
                  </tr>
                </thead>
                <tbody>
                  ${tests
                    .filter(({ section }) => section === id)
                    .map(
                      (test) =>
                        html`<tr>
                          <th scope="row">${test.title}</th>
                          <td>${readinessState[test.state]}</td>
                          <td class="n">${test.points}</td>
                          <td>
                            ${test.evidence} ${test.statement !== null && html`<strong>Stated: ${test.statement}</strong>`}
                            ${test.next !== '' && test.statement === null && html`<span class="dim">${test.next}</span>`}
                          </td>
                        </tr>`,
                    )}
                </tbody>
              </table>
            </div>`,
      )}
      <p class="note">
        Source of the tests: Breck, Cai, Nielsen, Salib, Sculley, "The ML Test Score: A Rubric for ML Production Readiness and
        Technical Debt Reduction", 2017.
      </p>`,
  });
}
