import type { BundleFinding, TargetInfo } from '../../../../app/api/schemas/bundles';
import { Message } from '../../components/Message';

const tones = { blocking: 'bad', warning: 'warn', note: 'info' } as const;
const order = { blocking: 0, warning: 1, note: 2 };

interface FindingListProps {
  findings: BundleFinding[];
  targets: TargetInfo[];
}

/** What is to be known before deploying: a block for the bundle and for each way to deploy, the gravest first. */
export function FindingList({ findings, targets }: FindingListProps) {
  if (findings.length === 0) {
    return (
      <Message tone="good" role="status">
        Nothing was found that keeps the bundle from serving what was validated.
      </Message>
    );
  }
  const worst = (of: BundleFinding[]): BundleFinding['severity'] =>
    of.reduce<BundleFinding['severity']>((found, { severity }) => (order[severity] < order[found] ? severity : found), 'note');
  const groups = [...new Set(findings.map(({ target }) => target))]
    .map((target) => ({ target, own: findings.filter((finding) => finding.target === target) }))
    .sort((a, b) => order[worst(a.own)] - order[worst(b.own)]);
  return (
    <ul className="plain-list" aria-label="Before deploying">
      {groups.map(({ target, own }) => (
        <li key={target}>
          <Message tone={tones[worst(own)]}>
            <strong>{target === null ? 'Bundle' : (targets.find(({ id }) => id === target)?.title ?? target)}</strong>
            {worst(own) === 'blocking' && (target === null ? ' cannot be exported' : ' is left out')}
            <FindingGroup findings={own} />
          </Message>
        </li>
      ))}
    </ul>
  );
}

/** What to do is said once where it is the same for several. */
function FindingGroup({ findings }: { findings: BundleFinding[] }) {
  const fixes = [...new Set(findings.map(({ fix }) => fix))];
  return (
    <ul className="finding-group">
      {fixes.map((fix) => (
        <li key={fix}>
          {findings
            .filter((finding) => finding.fix === fix)
            .sort((a, b) => order[a.severity] - order[b.severity])
            .map(({ rule, message }) => (
              <div key={`${rule} ${message}`}>{message}</div>
            ))}
          <div className="soft">{fix}</div>
        </li>
      ))}
    </ul>
  );
}
