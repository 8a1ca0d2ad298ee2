import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { NamedSlice } from '../../../../../app/api/schemas/common';
import type { RunRecord, RunReport } from '../../../../../app/api/schemas/runs';
import { filterText } from '../../../components/FilterBar';
import { Panel } from '../../../components/Panel';
import { count, number } from '../../../format/numbers';
import { useOpenProject } from '../../../state/project';
import { useRowsDrawer } from '../../../state/rowsDrawer';
import { freeName, useSliceChange } from './useSliceChange';

/** The named slices of the project, with their figures in this run where it has them. */
export function NamedSlicesPanel({ record, report }: { record: RunRecord; report: RunReport }) {
  const { slices } = useOpenProject();
  const drawer = useRowsDrawer();
  const change = useSliceChange();
  const [renamed, setRenamed] = useState<string | null>(null);
  if (slices.length === 0) return null;
  const metric = report.task === 'regression' ? 'mae' : 'accuracy';
  return (
    <Panel title="Named slices" flush>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Named slices">
        <table className="plain plain-tight" aria-label="Named slices">
          <thead>
            <tr>
              <th>Name</th>
              <th>Rows where</th>
              <th className="num">Rows</th>
              <th className="num">{metric === 'mae' ? 'Mean absolute error' : 'Accuracy'}</th>
              <th>
                <span className="visually-hidden">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {slices.map(({ name, filters }) => {
              // Named anew since the run, it is the same slice.
              const isSame = (slice: NamedSlice): boolean => JSON.stringify(slice.filters) === JSON.stringify(filters);
              const nameThen = record.slices?.find(isSame)?.name;
              const figures = report.slices?.find((slice) => slice.name === nameThen);
              const interval = figures?.metrics[metric];
              return (
                <tr key={name}>
                  <td>
                    {renamed === name ? (
                      <SliceName
                        name={name}
                        onEnd={(next) => {
                          setRenamed(null);
                          if (next === null || next === name) return;
                          const free = freeName(
                            next,
                            slices.filter((slice) => slice.name !== name),
                          );
                          change(
                            slices.map((slice) => (slice.name === name ? { ...slice, name: free } : slice)),
                            `slice “${name}” is now “${free}”`,
                          );
                        }}
                      />
                    ) : (
                      <button
                        type="button"
                        className="linkbutton"
                        onClick={() => drawer.show({ runId: record.id, title: name, selection: { filters } })}
                      >
                        {name}
                      </button>
                    )}
                  </td>
                  <td>{filters.map(filterText).join(', ')}</td>
                  <td className="num">{figures ? count(figures.rows) : 'at the next run'}</td>
                  <td className="num">
                    {interval ? `${number(interval.value)} (${number(interval.low)} – ${number(interval.high)})` : '–'}
                  </td>
                  <td style={{ whiteSpace: 'nowrap' }}>
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      aria-label={`Rename slice: ${name}`}
                      onClick={() => setRenamed(name)}
                    >
                      Rename
                    </Button>
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      aria-label={`Remove slice: ${name}`}
                      onClick={() =>
                        change(
                          slices.filter((slice) => slice.name !== name),
                          `slice “${name}” removed`,
                        )
                      }
                    >
                      Remove
                    </Button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** The name as a field; Enter or leaving it keeps what was typed, Escape does not. */
function SliceName({ name, onEnd }: { name: string; onEnd: (next: string | null) => void }) {
  const [draft, setDraft] = useState(name);
  return (
    <TextInput
      aria-label="Name of the slice"
      value={draft}
      autoFocus
      maxLength={80}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => onEnd(draft.trim() || null)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') {
          event.stopPropagation();
          onEnd(null);
        }
      }}
    />
  );
}
