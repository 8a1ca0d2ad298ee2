import type { ModelCard } from '../../../../app/api/schemas/models';
import { Panel } from '../../components/Panel';

/** "Output "p" was a list (ZipMap). It is now a table …" tells both sides in two sentences. */
function sides(message: string): { before: string; now: string } {
  const found = /^(.*?\.) (It .*)$/s.exec(message);
  return found ? { before: found[1] ?? '', now: found[2] ?? '' } : { before: '', now: message };
}

/** What was changed so that the runtime can run the model. The file itself stays as it is. */
export function RepairsPanel({ repairs }: { repairs: ModelCard['repairs'] }) {
  if (repairs.length === 0) return null;
  return (
    <Panel
      title="Repairs"
      note="Made in a copy, which is what runs and what a bundle gets. The file itself was not touched; the graph below shows it."
      flush
    >
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Repairs">
        <table className="plain">
          <thead>
            <tr>
              <th>In the file</th>
              <th>As it runs</th>
            </tr>
          </thead>
          <tbody>
            {repairs.map(({ message }) => {
              const { before, now } = sides(message);
              return (
                <tr key={message}>
                  {before !== '' && <td>{before}</td>}
                  <td colSpan={before === '' ? 2 : 1}>{now}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
