import type { ModelGraph } from '../../../../../app/api/schemas/graphs';

interface GraphTableProps {
  graph: ModelGraph;
  found: ReadonlySet<number>;
  selected: number | null;
  onSelect: (id: number) => void;
}

const shownNames = 3;

function namesText(names: string[], count: number): string {
  const present = names.filter((name) => name !== '');
  const shown = present.slice(0, shownNames).join(', ');
  return count > shownNames ? `${shown} and ${String(count - shownNames)} more` : shown;
}

/** The same nodes in file order, for reading one after the other. */
export function GraphTable({ graph, found, selected, onSelect }: GraphTableProps) {
  return (
    <div className="graph-list" tabIndex={0} role="region" aria-label="Nodes of the graph">
      <table className="plain">
        <thead>
          <tr>
            <th className="num">#</th>
            <th>Operator</th>
            <th>Name</th>
            <th>Takes</th>
            <th>Makes</th>
          </tr>
        </thead>
        <tbody>
          {graph.nodes.map(({ id, op, domain, name, inputs, outputs, inputCount, outputCount }) => (
            <tr key={id} className={id === selected ? 'is-chosen' : undefined}>
              <td className="num soft">{id + 1}</td>
              <td className="nowrap">
                <button
                  type="button"
                  className="linkbutton"
                  aria-pressed={id === selected}
                  aria-label={`Details of ${op} ${name}`.trim()}
                  onClick={() => onSelect(id)}
                >
                  {op}
                </button>
                {domain !== '' && <span className="soft small"> {domain}</span>}
                {found.has(id) && <span className="chip chip-accent"> found</span>}
              </td>
              <td className="mono">{name}</td>
              <td className="mono">{namesText(inputs, inputCount)}</td>
              <td className="mono">{namesText(outputs, outputCount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
