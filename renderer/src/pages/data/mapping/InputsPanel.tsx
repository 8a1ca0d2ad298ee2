import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { repairTexts } from '../../../../../app/api/repairText';
import type { DatasetCard } from '../../../../../app/api/schemas/datasets';
import type { Feed, FeedStatus, Mapping, MappingCheck } from '../../../../../app/api/schemas/mapping';
import type { ModelCard } from '../../../../../app/api/schemas/models';
import { Panel } from '../../../components/Panel';
import { rowCount, WindowedRows, type RowPlace } from '../../../components/WindowedRows';
import { counted } from '../../../format/numbers';
import { fittingColumns, withFeed, withFilling } from '../../../state/mappingChanges';
import { ColumnPicker } from './ColumnPicker';
import { Confidence } from './Confidence';
import { fixFor } from './fixFor';
import { MissingPolicyPicker } from './MissingPolicyPicker';
import { StatusChip } from './StatusChip';
import { rowHeight } from '../../../theme/tokens';

interface InputsPanelProps {
  model: ModelCard;
  data: DatasetCard;
  mapping: Mapping;
  check: MappingCheck;
  edit: (mapping: Mapping) => void;
}

/** One line for each element of each model input. */
export function InputsPanel({ model, data, mapping, check, edit }: InputsPanelProps) {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const lines = mapping.inputs.flatMap(({ input, feeds }) =>
    feeds.map((feed, element) => ({ input, element, feed, isMatrix: feeds.length > 1 })),
  );
  const statuses = new Map(check.feeds.map((status) => [`${status.input} ${status.element}`, status]));
  const fed = lines.filter(({ feed }) => feed.column !== null).length;
  const firstUnfed = new Map(
    mapping.inputs
      .filter(({ feeds }) => feeds.filter(({ column }) => column === null).length > 1)
      .map(({ input, feeds }) => [input, feeds.findIndex(({ column }) => column === null)]),
  );
  return (
    <Panel flush title="Model inputs" note={`${fed} of ${counted(lines.length, 'input')} fed`}>
      <div
        ref={setScroller}
        className="scroll-x"
        style={{ maxHeight: lines.length > 20 ? 'var(--width-46)' : undefined, overflowY: 'auto' }}
        tabIndex={0}
        role="region"
        aria-label="Model inputs and the columns that feed them"
      >
        <table className="plain" {...rowCount(lines)}>
          <thead>
            <tr>
              <th>Input</th>
              <th>Column</th>
              <th>Status</th>
              <th>Missing cells</th>
              <th>Why</th>
            </tr>
          </thead>
          <WindowedRows
            items={lines}
            columns={5}
            scroller={scroller}
            rowHeight={rowHeight.field}
            row={({ input, element, feed, isMatrix }, place) => (
              <InputLine
                key={`${input} ${element}`}
                place={place}
                label={isMatrix ? `${input}[${element}]` : input}
                type={model.inputs.find(({ name }) => name === input)?.type ?? 'unknown'}
                columns={data.columns}
                feed={feed}
                status={statuses.get(`${input} ${element}`)}
                fix={feed.column === null ? fixFor(input, check.extra) : null}
                onChange={(change) => edit(withFeed(mapping, { input, element }, change))}
              >
                {firstUnfed.get(input) === element && (
                  <FillInOrder model={model} data={data} mapping={mapping} input={input} edit={edit} />
                )}
              </InputLine>
            )}
          />
        </table>
      </div>
    </Panel>
  );
}

/** Many elements at once: from the chosen column on, the columns that fit, as they stand in the file. */
function FillInOrder({ model, data, mapping, input, edit }: Omit<InputsPanelProps, 'check'> & { input: string }) {
  const type = model.inputs.find(({ name }) => name === input)?.type ?? 'unknown';
  const fitting = fittingColumns(mapping, data, type);
  if (fitting.length < 2) return null;
  return (
    <ColumnPicker
      label={`First column of those that fill ${input} in order`}
      words="Fill in this order…"
      columns={data.columns.filter(({ name }) => fitting.includes(name))}
      value={null}
      onChange={(first) => first !== null && edit(withFilling(mapping, input, fitting.slice(fitting.indexOf(first))))}
    />
  );
}

interface InputLineProps {
  place: RowPlace;
  label: string;
  type: string;
  columns: DatasetCard['columns'];
  feed: Feed;
  status: FeedStatus | undefined;
  fix: string | null;
  onChange: (change: Partial<Feed>) => void;
  children: ReactNode;
}

function InputLine({ place, label, type, columns, feed, status, fix, onChange, children }: InputLineProps) {
  // What is said of missing cells has a column of its own.
  const [why = '', missingWhy] = feed.reason.split(/; (?=missing )/);
  const choose = (column: string | null): void =>
    onChange({ column, reason: column === null ? 'none is chosen' : 'chosen by you', confidence: 1 });
  return (
    <tr {...place}>
      <td>
        <span className="mono">{label}</span> <span className="soft small">{type}</span>
      </td>
      <td>
        <ColumnPicker label={`Column for ${label}`} columns={columns} value={feed.column} onChange={choose} />
      </td>
      <td>
        {status && <StatusChip status={status} />}
        {fix !== null && (
          <Button size="compact-xs" variant="light" ml="var(--space-6)" onClick={() => choose(fix)}>
            Use “{fix}”
          </Button>
        )}{' '}
        {children}
      </td>
      <td>
        <MissingPolicyPicker
          label={`Missing cells of ${label}`}
          isText={type === 'string'}
          isFloat={type.startsWith('float')}
          missing={columns.find(({ name }) => name === feed.column)?.missing ?? 0}
          policy={feed.missing}
          why={missingWhy}
          onChange={(missing) => onChange({ missing })}
        />
        {repairTexts(feed).map((text) => (
          <div key={text} className="soft small">
            {text}
          </div>
        ))}
      </td>
      <td className="soft" title={feed.reason}>
        <Confidence value={feed.confidence} /> {why}
      </td>
    </tr>
  );
}
