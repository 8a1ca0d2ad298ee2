import { Button, Select } from '@mantine/core';
import { IconArrowsExchange, IconWand } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Cells, FlipResult, ProbeResult } from '../../../../../app/api/schemas/probe';
import { isCancelled } from '../../../../../app/base/errors';
import { useClient } from '../../../api/workbench';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { Message } from '../../../components/Message';
import { OptionalNumber } from '../../../components/OptionalNumber';
import { Panel } from '../../../components/Panel';
import { number, percent } from '../../../format/numbers';
import { useOpenProject } from '../../../state/project';
import { answerText } from './answerLines';
import { SaveTest } from './SaveTest';
import { icon } from '../../../theme/tokens';

interface FlipPanelProps {
  row: number;
  edits: Cells;
  result: ProbeResult;
  onApply: (edits: Cells) => void;
}

const anyOther = 'any other';

/** The smallest realistic change that flips the row as edited. */
export function FlipPanel({ row, edits, result, onApply }: FlipPanelProps) {
  const client = useClient();
  const { project } = useOpenProject();
  const [toward, setToward] = useState<string | null>(null);
  const [by, setBy] = useState<number | null>(null);
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);
  const search = useMutation({
    mutationFn: async () => {
      controller.current = new AbortController();
      const asked = JSON.stringify(edits);
      const { signal } = controller.current;
      return { asked, found: await client['probe.flip']({ project, row, edits, toward, by }, { signal }) };
    },
  });
  const { classes, after, task } = result;
  // Of the row as it was edited when it was asked; other edits make it another question.
  const found = search.data?.asked === JSON.stringify(edits) ? search.data.found : null;
  return (
    <Panel
      title="Smallest change that flips it"
      end={
        search.isPending ? (
          <Button size="compact-sm" variant="default" onClick={() => controller.current?.abort()}>
            Stop
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconWand size={icon.sm} />}
            disabled={after.prediction === null}
            onClick={() => search.mutate()}
          >
            Find it
          </Button>
        )
      }
    >
      <div className="what-if-goal">
        {classes.length > 2 && (
          <Select
            label="To the class"
            size="xs"
            data={[anyOther, ...classes.filter((label) => label !== after.prediction)]}
            value={toward ?? anyOther}
            onChange={(value) => setToward(value === anyOther ? null : value)}
            allowDeselect={false}
          />
        )}
        {task === 'regression' && (
          <OptionalNumber label="Moves the value by more than" placeholder="half its spread" value={by} onChange={setBy} />
        )}
      </div>
      {search.isPending ? (
        <p role="status" className="soft">
          Trying every edit that data see in real life: a missing cell, another category or unit, a typo, a number a little off;
          then pairs and triples. At most 20 s…
        </p>
      ) : search.isError && !isCancelled(search.error) ? (
        <ErrorNotice error={search.error} retry={() => search.mutate()} />
      ) : found ? (
        <FlipList row={row} edits={edits} found={found} result={result} onApply={onApply} />
      ) : (
        <p className="soft">
          Fewest edits first, then the smallest: a missing cell, another category, unit or spelling, a number moved within its
          range.
        </p>
      )}
    </Panel>
  );
}

interface FlipListProps extends FlipPanelProps {
  found: FlipResult;
}

function FlipList({ row, edits, found, result, onApply }: FlipListProps) {
  const { flips, proof, fatal, unanswered, by, elapsedMs } = found;
  return (
    <div className="stack" role="status">
      {flips.length === 0 && <Message tone="good">No change that was tried flips it.</Message>}
      {flips.length > 0 && (
        <ol className="flips" aria-label="Changes that flip it">
          {flips.map(({ edits: changed, after, size, commonness }) => {
            const cells: Cells = Object.fromEntries(changed.map(({ column, to }) => [column, to]));
            return (
              <li key={changed.map(({ text }) => text).join()}>
                <div>
                  {changed.map(({ text }) => (
                    <div key={text} className="flip-text">
                      {text}
                    </div>
                  ))}
                  <span className="soft small">
                    {answerText(found.before, result.classes)} → {answerText(after, result.classes)} · size {number(size, 3)} ·{' '}
                    {commonness === 0
                      ? 'such a value is not in the data'
                      : `${percent(commonness)} of the rows hold such a value`}
                  </span>
                </div>
                <div className="what-if-tools">
                  <Button
                    size="compact-xs"
                    variant="light"
                    leftSection={<IconArrowsExchange size={icon.sm} />}
                    onClick={() => onApply(cells)}
                  >
                    Apply
                  </Button>
                  <SaveTest row={row} edits={{ ...edits, ...cells }} label="Test" />
                </div>
              </li>
            );
          })}
        </ol>
      )}
      {fatal.length > 0 && (
        <Message tone="bad">
          <strong>{fatal.length === 1 ? 'One edit ends' : `${fatal.length} edits end`} the native runtime:</strong>{' '}
          {fatal.map(({ text }) => text).join('; ')}
        </Message>
      )}
      <p className="soft small" style={{ margin: 0 }}>
        {proof} {by !== null && `The value had to move by more than ${number(by)}. `}
        {unanswered > 0 && `${unanswered} edits got no answer: refused, not wrong. `}
        {number(elapsedMs / 1000, 2)} s.
      </p>
    </div>
  );
}
