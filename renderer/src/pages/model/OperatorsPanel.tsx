import type { ModelCard } from '../../../../app/api/schemas/models';
import { BarList } from '../../charts/BarList';
import { ChartPanel } from '../../charts/ChartPanel';
import { counted } from '../../format/numbers';

const drawn = 14;

/** How often each operator occurs, the most used first. */
export function OperatorsPanel({ operators }: { operators: ModelCard['operators'] }) {
  const bars = [...operators]
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .map(({ name, domain, count }) => ({
      name: domain === '' || domain === 'ai.onnx' ? name : `${domain}.${name}`,
      value: count,
    }));
  if (bars.length === 0) return null;
  const shown = bars.slice(0, drawn);
  return (
    <ChartPanel
      title="Operators"
      note={shown.length < bars.length ? `the ${shown.length} most used of ${bars.length}` : counted(bars.length, 'kind')}
      summary={shown.map(({ name, value }) => `${name} ${value}`).join(', ')}
      table={{ columns: ['Operator', 'Nodes'], rows: bars.map(({ name, value }) => [name, value]) }}
    >
      <BarList bars={shown} unit="Nodes" />
    </ChartPanel>
  );
}
