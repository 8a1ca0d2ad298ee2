import type { LintCheck, LintFinding, LintReport, LintSeverity } from '../../../../app/api/schemas/lint';
import { Message } from '../../components/Message';
import { count, number } from '../../format/numbers';
import { useRowsDrawer, whatIfRequest } from '../../state/rowsDrawer';

const words: Record<LintSeverity, { tone: 'bad' | 'warn' | 'info'; label: string }> = {
  fail: { tone: 'bad', label: 'mend' },
  warn: { tone: 'warn', label: 'decide' },
  info: { tone: 'info', label: 'know' },
};
const order: LintSeverity[] = ['fail', 'warn', 'info'];

/** Findings first, the worst on top; then every check with what was looked at. */
export function LintChecks({ report, canProbe }: { report: LintReport; canProbe: boolean }) {
  const findings = report.checks.flatMap((check) => check.findings.map((finding) => ({ check, finding })));
  findings.sort((a, b) => order.indexOf(a.finding.severity) - order.indexOf(b.finding.severity));
  return (
    <div className="stack">
      {findings.length === 0 ? (
        <Message tone="good" role="status">
          <strong>Nothing was found.</strong>
        </Message>
      ) : (
        <ul className="lint-findings" aria-label="Findings">
          {findings.map(({ check, finding }) => (
            <li key={`${check.id} ${finding.id}`}>
              <FindingView finding={finding} canProbe={canProbe} />
            </li>
          ))}
        </ul>
      )}
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Checks">
        <table className="plain plain-tight" aria-label="Checks">
          <thead>
            <tr>
              <th>Check</th>
              <th>Result</th>
              <th>Looked at</th>
            </tr>
          </thead>
          <tbody>
            {report.checks.map((check) => (
              <tr key={check.id}>
                <td title={check.help}>{check.title}</td>
                <td>
                  <CheckChip check={check} />
                </td>
                <td className="soft">{check.reason ?? check.summary}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function CheckChip({ check: { state, findings } }: { check: LintCheck }) {
  if (state === 'skipped') return <span className="chip">skipped</span>;
  const worst = order.find((severity) => findings.some((finding) => finding.severity === severity));
  if (!worst) return <span className="chip chip-good">not found</span>;
  const { tone, label } = words[worst];
  return <span className={`chip${tone === 'info' ? '' : ` chip-${tone}`}`}>{state === 'crashed' ? 'crashed' : label}</span>;
}

function FindingView({ finding, canProbe }: { finding: LintFinding; canProbe: boolean }) {
  const drawer = useRowsDrawer();
  const { severity, message, meaning, action, evidence, rows } = finding;
  return (
    <Message tone={words[severity].tone}>
      <strong>{message}</strong>
      <div>{meaning}</div>
      <div>
        <b>What to do:</b> {action}
      </div>
      {evidence.length > 0 && (
        <dl className="facts lint-evidence">
          {evidence.map(({ name, value }) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{typeof value === 'number' ? number(value) : (value ?? '–')}</dd>
            </div>
          ))}
        </dl>
      )}
      {rows.length > 0 && (
        <div className="small">
          For instance row{rows.length > 1 && 's'}{' '}
          {rows.map((row, index) => (
            <span key={row}>
              {index > 0 && ', '}
              {canProbe ? (
                <button
                  type="button"
                  className="linkbutton"
                  onClick={() => drawer.show(whatIfRequest(row))}
                  aria-label={`Row ${count(row)}: what if`}
                >
                  {count(row)}
                </button>
              ) : (
                count(row)
              )}
            </span>
          ))}
        </div>
      )}
    </Message>
  );
}
