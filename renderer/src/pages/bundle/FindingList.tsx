import type { BundleFinding, TargetInfo } from '../../../../app/api/schemas/bundles';
import { Message } from '../../components/Message';

const tones = { blocking: 'bad', warning: 'warn', note: 'info' } as const;
const order = { blocking: 0, warning: 1, note: 2 };

interface FindingListProps {
  findings: BundleFinding[];
  targets: TargetInfo[];
}

/** What is to be known before deploying, the gravest first. */
export function FindingList({ findings, targets }: FindingListProps) {
  if (findings.length === 0) {
    return (
      <Message tone="good" role="status">
        Nothing was found that keeps the bundle from serving what was validated.
      </Message>
    );
  }
  const sorted = [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
  return (
    <ul className="plain-list" aria-label="Before deploying">
      {sorted.map(({ target, rule, severity, message, fix }) => (
        <li key={`${target} ${rule} ${message}`}>
          <Message tone={tones[severity]}>
            <strong>{target === null ? 'Bundle' : (targets.find(({ id }) => id === target)?.title ?? target)}:</strong> {message}{' '}
            <span className="soft">{fix}</span>
          </Message>
        </li>
      ))}
    </ul>
  );
}
