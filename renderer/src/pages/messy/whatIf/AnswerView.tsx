import type { ProbeResult } from '../../../../../app/api/schemas/probe';
import { Message } from '../../../components/Message';
import { number } from '../../../format/numbers';
import { answerLines, answerSentence } from './answerLines';

interface AnswerViewProps {
  result: ProbeResult;
  isEdited: boolean;
  /** Another answer is on its way. */
  isStale: boolean;
}

/** What the model says of the row as in the data, and of the row as edited. */
export function AnswerView({ result, isEdited, isStale }: AnswerViewProps) {
  const { before, after, actual, provider, task, classes } = result;
  const lines = answerLines(result);
  const isValue = task === 'regression';
  const shown = (value: number | null): string => (value === null ? '–' : isValue ? number(value, 5) : value.toFixed(3));
  const refusal = isEdited ? after.refusal : before.refusal;
  return (
    <section aria-label="Answer" aria-busy={isStale} className="what-if-answer">
      <p className="what-if-sentence" role="status">
        {result.isFlipped && isEdited && <span className="chip chip-warn">flips</span>} {answerSentence(result, isEdited)}
        {after.abstained && <span className="chip">marked as unsure</span>}
      </p>
      {refusal !== null && <Message tone="warn">{refusal}</Message>}
      {lines.length > 0 && (
        <table className="plain plain-tight" aria-label={isValue ? 'Value' : 'Scores'}>
          <thead>
            <tr>
              <th>{isValue ? '' : 'Class'}</th>
              <th className="num">As in the data</th>
              <th className="num">As edited</th>
              <th className="num">Change</th>
              {!isValue && <th className="what-if-bars">Score</th>}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ label, before: one, after: other, change }) => (
              <tr key={label}>
                <td>
                  {label}
                  {label === String(after.prediction) && classes.length > 0 && (
                    <span className="chip chip-accent">predicted</span>
                  )}
                </td>
                <td className="num">{shown(one)}</td>
                <td className="num">{shown(other)}</td>
                <td className="num">{change === null ? '–' : `${change > 0 ? '+' : ''}${shown(change).replace('-', '−')}`}</td>
                {!isValue && (
                  <td className="what-if-bars">
                    <span className="score-bar is-before" style={{ width: `${100 * (one ?? 0)}%` }} aria-hidden />
                    <span className="score-bar" style={{ width: `${100 * (other ?? 0)}%` }} aria-hidden />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="soft small what-if-facts">
        {actual === null ? 'The row has no label.' : `Label in the data: ${actual}.`} Asked on {provider}.
      </p>
    </section>
  );
}
