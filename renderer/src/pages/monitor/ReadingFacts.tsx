import { Anchor } from '@mantine/core';
import type { LogDrift, LogReading } from '../../../../app/api/schemas/monitor';
import { behindText } from '../../../../app/api/serverWords';
import { Facts } from '../../components/Facts';
import { PathText } from '../../components/PathText';
import { actionWords } from '../../format/drift';
import { delayText, latencyText, spanText, unfinishedText, unknownText, unmatchedText } from '../../format/monitor';
import { count, counted } from '../../format/numbers';
import { placeHash } from '../../state/navigation';
import { actionFacts } from '../overTime/drift/actionFacts';

/** What a log holds by now, and what of it could not be used. */
export function ReadingFacts({ reading: { result } }: { reading: LogReading }) {
  const { summary, files, refused, shown, unfinished, project, unknownLabels, drift } = result;
  const refusedFile = `${project}${project.includes('\\') ? '\\' : '/'}refused.jsonl`;
  return (
    <>
      <Facts
        entries={[
          ['Rows answered', `${count(summary.rows)} in ${counted(files, 'file')}`],
          ['Logged', spanText(summary)],
          ['Labelled', count(summary.labelled)],
          ['Labels unknown to the model', unknownText(unknownLabels)],
          ['Labels that are no numbers', summary.notNumbers > 0 ? `${count(summary.notNumbers)}, left out` : null],
          ['Label delay', delayText(summary)],
          ['Without a prediction', summary.withoutPrediction > 0 ? count(summary.withoutPrediction) : null],
          ['Latency', latencyText(summary)],
          ['Drift', drift && <DriftWords key="drift" project={project} drift={drift} />],
          ['Labels without a row', unmatchedText(summary)],
          [
            'Ids of several rows',
            summary.repeatedIds > 0
              ? `${count(summary.repeatedIds)}, with ${count(summary.repeatedRows)} rows; a label goes to each of them`
              : null,
          ],
          ['Not ended', unfinishedText(unfinished)],
          ['Refused lines', refused > 0 ? <RefusedCount key="refused" count={refused} path={refusedFile} /> : 'none'],
        ]}
      />
      {shown.length > 0 && (
        <div className="monitor-refused" tabIndex={0} role="region" aria-label="Lines refused by the last reading">
          <table className="plain">
            <thead>
              <tr>
                <th>File</th>
                <th className="num">Line</th>
                <th>Reason</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ file, line, reason, count: lines }) => (
                <tr key={`${file}:${line}`}>
                  <td className="mono">{file}</td>
                  <td className="num">{count(line)}</td>
                  <td>{lines === 1 ? reason : `${reason}; the first of ${counted(lines, 'line')}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

/** The verdict, and the way to all that was found. */
function DriftWords({ project, drift }: { project: string; drift: LogDrift }) {
  if (!drift.found) return <span className="soft">not compared: {drift.problem}</span>;
  const { action, headline } = drift.verdict;
  return (
    <>
      <span className={`chip chip-${actionFacts[action].tone}`}>{actionWords[action]}</span>{' '}
      <Anchor href={placeHash({ page: 'time', project, run: null, at: 'drift' })} underline="always" inherit>
        {headline}
      </Anchor>
      {drift.behind !== undefined && <div className="soft small">{behindText(drift.behind)}</div>}
    </>
  );
}

function RefusedCount({ count: lines, path }: { count: number; path: string }) {
  return (
    <>
      {count(lines)}, kept with the reason in <PathText what="the refused lines" path={path} canReveal />
    </>
  );
}
