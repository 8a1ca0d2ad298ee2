import { SegmentedControl } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { CorruptionFamily, type StressReport } from '../../../../../app/api/schemas/stress';
import { familyLabels } from '../../../format/stress';
import type { DamageChoice } from '../rows/damageChoice';
import { CorruptionPanel } from './CorruptionPanel';
import { commonDomain, worst } from './curvePoints';
import { MiniCurve } from './MiniCurve';

interface CurvesTabProps {
  report: StressReport;
  onRows: ((damage: DamageChoice) => void) | undefined;
}

/** Of a small curve, in pixels: as messy.css lays them out, and what its border and its padding take. */
const narrowestCard = 192;
const gap = 8;
const edges = 22;

/** As wide as the cards of so broad a grid have room for. */
function curveWidth(grid: number): number {
  const cards = Math.max(1, Math.floor((grid + gap) / (narrowestCard + gap)));
  return Math.max(narrowestCard, (grid + gap) / cards - gap) - edges;
}

/** Small curves of all corruptions, worst first, and the chosen one large. */
export function CurvesTab({ report, onRows }: CurvesTabProps) {
  const [family, setFamily] = useState<CorruptionFamily | 'all'>('all');
  const [chosen, setChosen] = useState<string | null>(null);
  const { ref: grid, width } = useElementSize<HTMLDivElement>();
  const large = useRef<HTMLDivElement>(null);
  const done = report.corruptions.filter(({ severities }) => severities.length > 0);
  const families = CorruptionFamily.options.filter((one) => done.some((corruption) => corruption.family === one));
  const listed = done
    .filter((corruption) => family === 'all' || corruption.family === family)
    .map((corruption) => ({ corruption, damage: worst(report, corruption) }))
    .sort((a, b) => b.damage - a.damage || a.corruption.title.localeCompare(b.corruption.title));
  const domain = commonDomain(report);
  const shown = listed.find(({ corruption }) => corruption.name === chosen) ?? listed[0];
  if (done.length === 0) return <p className="soft">The first curves come in a moment.</p>;
  return (
    <div className="stack">
      {families.length > 1 && (
        <SegmentedControl
          aria-label="Kind of damage"
          style={{ alignSelf: 'flex-start', flexWrap: 'wrap' }}
          data={[
            { value: 'all', label: `All (${String(done.length)})` },
            ...families.map((one) => ({ value: one, label: familyLabels[one] })),
          ]}
          value={family}
          onChange={(value) => setFamily(CorruptionFamily.safeParse(value).data ?? 'all')}
        />
      )}
      <div className="curves">
        <div className="minicurves" ref={grid} role="group" aria-label="Curves of all kinds of damage, worst first">
          {listed.map(({ corruption }) => (
            <MiniCurve
              key={corruption.name}
              report={report}
              corruption={corruption}
              domain={domain}
              width={curveWidth(width)}
              isChosen={corruption === shown?.corruption}
              onChoose={() => {
                setChosen(corruption.name);
                // In a narrow window the large chart is below the small ones.
                large.current?.scrollIntoView({ block: 'nearest' });
              }}
            />
          ))}
        </div>
        {shown && (
          <div ref={large} style={{ minWidth: 0 }}>
            <CorruptionPanel report={report} corruption={shown.corruption} domain={domain} onRows={onRows} />
          </div>
        )}
      </div>
    </div>
  );
}
