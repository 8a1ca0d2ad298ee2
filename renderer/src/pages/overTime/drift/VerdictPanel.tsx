import type { DriftReport } from '../../../../../app/api/schemas/drift';
import { Panel } from '../../../components/Panel';
import { actionWords } from '../../../format/drift';
import { actionFacts } from './actionFacts';
import { icon } from '../../../theme/tokens';

interface VerdictPanelProps {
  verdict: DriftReport['verdict'];
  /** The window it began in, by name; null = nothing is wrong. */
  since: string | null;
}

/** What to do, why, and since when. */
export function VerdictPanel({ verdict: { action, headline, reasons }, since }: VerdictPanelProps) {
  const { icon: ActionIcon, tone } = actionFacts[action];
  return (
    <Panel>
      <section className="drift-verdict" aria-label="Verdict">
        <div className={`drift-action drift-action-${tone}`}>
          <ActionIcon size={icon.xxl} stroke={1.6} aria-hidden />
          <strong>{actionWords[action]}</strong>
        </div>
        <div className="drift-verdict-words">
          <h2>{headline}</h2>
          {since !== null && <p className="soft">since {since}</p>}
          {reasons.length > 0 && (
            <ul>
              {reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          )}
        </div>
      </section>
    </Panel>
  );
}
