import type { FlipKind, RunComparison } from '../../../../app/api/schemas/compare';
import type { RunRecord } from '../../../../app/api/schemas/runs';
import { Message } from '../../components/Message';
import { Panel } from '../../components/Panel';
import { count, counted } from '../../format/numbers';
import { pText } from './DifferenceCell';
import { flipWords } from './flipWords';
import { RunLetter } from './RunLetter';
import { runLetter } from './runList';

/** Which flipped rows are open: of the run at this place in the comparison. */
export interface OpenFlips {
  run: string;
  kind: FlipKind;
}

interface RowByRowProps {
  runs: RunRecord[];
  labels: Map<string, string>;
  baseline: string | null;
  comparisons: RunComparison[];
  open: OpenFlips | null;
  onOpen: (open: OpenFlips | null) => void;
}

/** What happened to the single rows: who is right where the other is wrong, and what that says. */
export function RowByRow({ runs, labels, baseline, comparisons, open, onOpen }: RowByRowProps) {
  return (
    <Panel title="Row by row" note="against A">
      <div className="row-by-row">
        {comparisons.map((one, index) => {
          const run = runs[index + 1];
          const letter = runLetter(index + 1);
          if (!run) return null;
          return (
            <section key={run.id} aria-label={`${letter} against A, row by row`}>
              <h3>
                <RunLetter index={index + 1} name={labels.get(run.id) ?? run.name} isBaseline={run.id === baseline} />
              </h3>
              {one.comparable !== null ? (
                <Message tone="info">{one.comparable} The figures stand side by side only.</Message>
              ) : (
                <>
                  <p>{verdictText(one, letter)}</p>
                  {one.flips && <FlipButtons one={one} run={run.id} letter={letter} open={open} onOpen={onOpen} />}
                  <p className="small soft">
                    {counted(one.rows, 'row')} in both, {count(one.labelled)} with a label and a prediction of both.
                  </p>
                </>
              )}
            </section>
          );
        })}
      </div>
      {comparisons.length > 1 && (
        <p className="small soft">
          Each run is compared with A on its own: of twenty such intervals, about one misses the truth by chance alone.
        </p>
      )}
    </Panel>
  );
}

interface FlipButtonsProps {
  one: RunComparison;
  run: string;
  letter: string;
  open: OpenFlips | null;
  onOpen: (open: OpenFlips | null) => void;
}

function FlipButtons({ one, run, letter, open, onOpen }: FlipButtonsProps) {
  const words = flipWords(one.mcnemar === null && one.labelled > 0, letter);
  const kinds: FlipKind[] = one.labelled > 0 ? ['fixed', 'broken', 'changed'] : ['changed'];
  return (
    <div className="flip-buttons">
      {kinds.map((kind) => {
        const isOpen = open?.run === run && open.kind === kind;
        const rows = one.flips?.[kind] ?? 0;
        return (
          <button
            key={kind}
            type="button"
            className={`flip-button flip-${kind}`}
            aria-pressed={isOpen}
            disabled={rows === 0}
            onClick={() => onOpen(isOpen ? null : { run, kind })}
          >
            <strong>
              {words[kind].sign} {count(rows)}
            </strong>{' '}
            {words[kind].title}
            <span className="small soft">{words[kind].meaning}</span>
          </button>
        );
      })}
    </div>
  );
}

/** McNemar's test in a sentence. */
function verdictText({ mcnemar, flips, labelled }: RunComparison, letter: string): string {
  if (labelled === 0) return 'No row has a label and a prediction of both, so neither can be called better.';
  if (!mcnemar) {
    const closer = flips ? `${count(flips.fixed)} rows, farther on ${count(flips.broken)}` : 'no row';
    return `${letter} is closer to the label than A on ${closer}.`;
  }
  const { fixed, broken, pValue, method } = mcnemar;
  if (fixed + broken === 0) return `${letter} is right and wrong on the very rows on which A is.`;
  const test = `McNemar's ${method === 'exact' ? 'exact test' : 'test'}, p ${pText(pValue)}`;
  if (pValue >= 0.05) {
    return `${letter} fixes ${count(fixed)} rows and breaks ${count(broken)}: that can well be chance (${test}).`;
  }
  const side = fixed > broken ? 'more than it breaks' : 'fewer than it breaks';
  return `${letter} fixes ${count(fixed)} rows and breaks ${count(broken)}: it fixes ${side}, and hardly by chance (${test}).`;
}
