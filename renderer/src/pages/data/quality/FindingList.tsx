import { Button } from '@mantine/core';
import { useState } from 'react';
import type { QualityFinding, QualityReport, QualityView } from '../../../../../app/api/schemas/quality';
import { Panel } from '../../../components/Panel';
import { count, counted, percent } from '../../../format/numbers';
import { goTo } from '../../../state/navigation';
import { useRowsDrawer } from '../../../state/rowsDrawer';
import { ReadAsMissing } from './ReadAsMissing';
import { severities } from './severities';
import { Thresholds } from './Thresholds';
import { icon } from '../../../theme/tokens';

const firstShown = 30;

/** What was found, worst first, by severity. */
export function FindingList({ report, view }: { report: QualityReport; view: QualityView }) {
  return severities.map(({ severity, title, icon, tone, word }) => {
    const findings = report.findings.filter((finding) => finding.severity === severity);
    return (
      findings.length > 0 && (
        <Panel key={severity} flush title={`${title} (${count(findings.length)})`}>
          <Findings findings={findings} view={view} icon={icon} tone={tone} word={word} />
        </Panel>
      )
    );
  });
}

interface FindingsProps extends Pick<(typeof severities)[number], 'icon' | 'tone' | 'word'> {
  findings: QualityFinding[];
  view: QualityView;
}

function Findings({ findings, ...same }: FindingsProps) {
  const [most, setMost] = useState(firstShown);
  return (
    <>
      <ul className="quality-findings">
        {findings.slice(0, most).map((finding) => (
          <Finding key={finding.id} finding={finding} {...same} />
        ))}
      </ul>
      {findings.length > most && (
        <div className="quality-more">
          <Button size="compact-sm" variant="default" onClick={() => setMost(most + 100)}>
            Show {count(Math.min(100, findings.length - most))} more
          </Button>
        </div>
      )}
    </>
  );
}

function Finding({ finding, view, icon: ToneIcon, tone, word }: Omit<FindingsProps, 'findings'> & { finding: QualityFinding }) {
  const [isOpen, setOpen] = useState(false);
  const drawer = useRowsDrawer();
  const check = view.checks.find(({ id }) => id === finding.check);
  const showRows = (): void => {
    if (finding.rows.kind === 'rejected') goTo({ page: 'data', at: 'rejected' });
    else drawer.show({ runId: '', findingId: finding.id, title: finding.message, selection: { filters: [] } });
  };
  return (
    <li className="quality-finding">
      <ToneIcon className={`quality-${tone}`} size={icon.lg} role="img" aria-label={`${word}:`} />
      <div className="quality-said">
        <div>{finding.message}</div>
        <div className="soft small">
          {finding.advice}
          {finding.sample !== null && ` Seen ${finding.sample}.`}
        </div>
        {isOpen && check && <Thresholds check={check} view={view} />}
      </div>
      <div className="quality-figures num">
        {finding.count > 0 && <div>{counted(finding.count, 'row')}</div>}
        {finding.share !== null && <div className="soft small">{percent(finding.share)}</div>}
      </div>
      <div className="quality-buttons">
        {finding.rows.kind !== 'none' && (
          <Button size="compact-xs" variant="light" onClick={showRows} aria-label={`Show rows: ${finding.message}`}>
            Show rows
          </Button>
        )}
        {finding.maybeMissing && finding.maybeMissing.length > 0 && (
          <ReadAsMissing values={finding.maybeMissing} about={finding.message} />
        )}
        {check && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => setOpen(!isOpen)}
            aria-expanded={isOpen}
            aria-label={`Thresholds of ${check.title}: ${finding.message}`}
          >
            Thresholds
          </Button>
        )}
      </div>
    </li>
  );
}
