import { Panel } from '../../components/Panel';
import { counted } from '../../format/numbers';

const longest = 400;

/** What whoever made the file wrote into it. */
export function MetadataPanel({ metadata }: { metadata: Record<string, string> }) {
  const entries = Object.entries(metadata);
  if (entries.length === 0) return null;
  return (
    <Panel title="Metadata" note={counted(entries.length, 'entry', 'entries')}>
      <dl className="facts model-metadata">
        {entries.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt className="mono">{name}</dt>
            <dd className="mono">{value.length > longest ? `${value.slice(0, longest)}…` : value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
