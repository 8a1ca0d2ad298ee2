import { Button, Drawer, SegmentedControl, Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Cell } from '../../../../../app/api/schemas/common';
import { StressRowKind, type StressRows } from '../../../../../app/api/schemas/stress';
import { useClient } from '../../../api/workbench';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { PageLoading } from '../../../components/PageLoading';
import { cellText } from '../../../format/cells';
import { count } from '../../../format/numbers';
import { answerText } from '../../../format/stress';
import { useRowsDrawer, whatIfRequest } from '../../../state/rowsDrawer';
import { stressKey } from '../../../state/useStress';
import type { DamageChoice } from './damageChoice';

interface StressRowsDrawerProps {
  project: string;
  stressId: string;
  damage: DamageChoice;
  onClose: () => void;
}

const pageRows = 50;
const kinds: { value: StressRowKind; label: string }[] = [
  { value: 'flipped', label: 'Flipped' },
  { value: 'changed', label: 'Damaged' },
  { value: 'all', label: 'All' },
];

/** The rows behind a mark, before and after the damage; changed cells are marked. */
export function StressRowsDrawer({ project, stressId, damage, onClose }: StressRowsDrawerProps) {
  const client = useClient();
  const drawer = useRowsDrawer();
  const [kind, setKind] = useState<StressRowKind>('flipped');
  const [severity, setSeverity] = useState(damage.severity);
  const [offset, setOffset] = useState(0);
  const request = { corruption: damage.corruption, column: damage.column, severity, kind, offset, limit: pageRows };
  const rows = useQuery({
    queryKey: [...stressKey(project), 'rows', stressId, request],
    queryFn: ({ signal }) => client['stress.rows']({ project, stressId, ...request }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const page = rows.data;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(var(--width-62), 94vw)"
      title={`${damage.title}${damage.column === null ? '' : ` in ${damage.column}`}`}
      closeButtonProps={{ 'aria-label': 'Close the rows' }}
    >
      <div className="stack">
        <div style={{ display: 'flex', gap: 'var(--space-10)', flexWrap: 'wrap', alignItems: 'center' }}>
          <Select
            aria-label="Severity"
            w="var(--width-8)"
            data={[1, 2, 3, 4, 5].map((one) => ({ value: String(one), label: `severity ${String(one)}` }))}
            value={String(severity)}
            onChange={(value) => {
              setSeverity(Number(value));
              setOffset(0);
            }}
          />
          <SegmentedControl
            aria-label="Which rows"
            data={kinds.map(({ value, label }) => ({ value, label: page ? `${label} (${count(page.counts[value])})` : label }))}
            value={kind}
            onChange={(value) => {
              setKind(StressRowKind.parse(value));
              setOffset(0);
            }}
          />
          {page && <span className="soft">{page.meaning}</span>}
        </div>
        {rows.isError ? (
          <ErrorNotice error={rows.error} retry={() => void rows.refetch()} />
        ) : !page ? (
          <PageLoading what="Damaging the rows again" />
        ) : page.total === 0 ? (
          <p className="soft">{kind === 'flipped' ? 'No answer flipped at this severity.' : 'No rows here.'}</p>
        ) : (
          <>
            <BeforeAfter
              page={page}
              onRow={(row) => {
                onClose();
                drawer.show(whatIfRequest(row));
              }}
            />
            {page.total > pageRows && (
              <div style={{ display: 'flex', gap: 'var(--space-8)', alignItems: 'center' }}>
                <Button variant="default" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - pageRows))}>
                  Earlier rows
                </Button>
                <Button variant="default" disabled={offset + pageRows >= page.total} onClick={() => setOffset(offset + pageRows)}>
                  Later rows
                </Button>
                <span className="soft" role="status">
                  {count(page.offset + 1)} to {count(Math.min(page.total, page.offset + pageRows))} of {count(page.total)}
                </span>
              </div>
            )}
          </>
        )}
      </div>
    </Drawer>
  );
}

function shown(cell: Cell, type: string): string {
  return cell === null ? 'missing' : cell === '' ? 'empty' : cellText(cell, type);
}

/** One row of the data is two lines: as it was, and as it became. */
function BeforeAfter({ page, onRow }: { page: StressRows; onRow: (row: number) => void }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Rows before and after">
      <table className="plain beforeafter">
        <thead>
          <tr>
            <th className="num">Row</th>
            <th>Answer</th>
            <th>Actual</th>
            {page.columns.map(({ name }) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.rows.map(({ row, before, after, changed, actual, answer, flipped }, index) => (
            <tr key={`${String(row)} ${String(index)}`} className={flipped ? 'is-flipped' : undefined}>
              <td className="num">
                <button type="button" className="linkbutton" aria-label={`Row ${count(row)}: what if`} onClick={() => onRow(row)}>
                  {count(row)}
                </button>
              </td>
              <td>
                {answerText(answer.before)}
                <br />
                <strong className={flipped ? 'changed-cell' : undefined}>→ {answerText(answer.after)}</strong>
              </td>
              <td>
                {shown(actual.before, 'text')}
                {actual.before !== actual.after && <strong className="changed-cell"> → {shown(actual.after, 'text')}</strong>}
              </td>
              {page.columns.map(({ name, type }, at) => (
                <td key={name}>
                  {shown(before[at] ?? null, type)}
                  {changed.includes(at) && (
                    <>
                      <br />
                      <strong className="changed-cell">→ {shown(after[at] ?? null, type)}</strong>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
