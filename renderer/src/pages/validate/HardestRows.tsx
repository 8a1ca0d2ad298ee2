import { Button, SegmentedControl } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Cell, RowPage } from '../../../../app/api/schemas/common';
import type { RunRecord, RunReport } from '../../../../app/api/schemas/runs';
import { useClient } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { cellText, isNumeric } from '../../format/cells';
import { count, counted } from '../../format/numbers';
import { useOpenProject } from '../../state/project';
import { useRowsDrawer } from '../../state/rowsDrawer';
import { hardestColumns, hardestKinds, type HardestKind } from './hardestKinds';
import { icon } from '../../theme/tokens';

const shownRows = 10;
/** Likely wrong labels that all of them at once are shown of. */
const mostIssues = 1000;

/** The rows that teach most about the model, with what it saw of them. */
export function HardestRows({ record, report }: { record: RunRecord; report: RunReport }) {
  const kinds = hardestKinds(record, report);
  const [chosen, setChosen] = useState('');
  const kind = kinds.find(({ name }) => name === chosen) ?? kinds[0];
  if (!kind) {
    return (
      <Panel title="Hardest rows">
        <p className="soft" style={{ margin: 0 }}>
          {report.task === 'regression'
            ? 'No row has a label: there is no error to order the rows by.'
            : 'The model gives labels only: without scores there is nothing to order the rows by.'}
        </p>
      </Panel>
    );
  }
  return (
    <Panel
      title="Hardest rows"
      flush
      end={
        kinds.length > 1 && (
          <SegmentedControl
            aria-label="Order of the hardest rows"
            size="xs"
            data={kinds.map(({ name }) => name)}
            value={kind.name}
            onChange={setChosen}
          />
        )
      }
    >
      <KindRows record={record} report={report} kind={kind} />
    </Panel>
  );
}

function KindRows({ record, report, kind }: { record: RunRecord; report: RunReport; kind: HardestKind }) {
  const client = useClient();
  const drawer = useRowsDrawer();
  const { project } = useOpenProject();
  const rows = useQuery({
    queryKey: ['run', project, record.id, 'hardest', kind.name],
    queryFn: async ({ signal }) => {
      if (kind.isLabelIssues) {
        return (await client['runs.labelIssues']({ project, runId: record.id, offset: 0, limit: mostIssues }, { signal })).page;
      }
      return client['runs.rows'](
        {
          project,
          runId: record.id,
          selection: { filters: kind.filters },
          page: { offset: 0, limit: shownRows, filters: [], sort: kind.sort },
        },
        { signal },
      );
    },
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  if (rows.isError) {
    return (
      <div className="panel-body">
        <ErrorNotice error={rows.error} retry={() => void rows.refetch()} />
      </div>
    );
  }
  if (rows.isPending) {
    return (
      <div className="panel-body">
        <PageLoading what="Finding the hardest rows" />
      </div>
    );
  }
  const { total, rowNumbers } = rows.data;
  const selection = {
    filters: kind.isLabelIssues ? [{ column: 'row', op: 'in' as const, values: rowNumbers }] : kind.filters,
  };
  return (
    <>
      <p className="soft small hardest-note">{kind.explained}</p>
      {total === 0 ? (
        <p className="soft hardest-note">There are no such rows.</p>
      ) : (
        <RowsTable page={rows.data} record={record} report={report} kind={kind} isStale={rows.isPlaceholderData} />
      )}
      {total > 0 && (
        <div className="hardest-end">
          <span className="soft small" role="status">
            {total > shownRows ? `the first ${count(shownRows)} of ${counted(total, 'row')}` : counted(total, 'row')}
          </span>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconTable size={icon.sm} />}
            onClick={() =>
              drawer.show({
                runId: record.id,
                title: kind.name,
                selection,
                ...(kind.isLabelIssues ? {} : { sort: kind.sort }),
              })
            }
          >
            {kind.isLabelIssues ? 'All of these rows' : 'All rows in this order'}
          </Button>
        </div>
      )}
    </>
  );
}

interface RowsTableProps {
  page: RowPage;
  record: RunRecord;
  report: RunReport;
  kind: HardestKind;
  /** Another order has been asked for and is on its way. */
  isStale: boolean;
}

function RowsTable({ page, record, report, kind, isStale }: RowsTableProps) {
  const drawer = useRowsDrawer();
  const shown = hardestColumns(
    page.columns.map(({ name }) => name),
    record,
    report,
    kind,
  );
  const show = (row: number): void =>
    drawer.show({ runId: record.id, title: `Row ${count(row)}`, selection: { rows: { first: row, last: row }, filters: [] } });
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={kind.name} aria-busy={isStale}>
      <table className="plain plain-tight hardest" aria-label={kind.name}>
        <thead>
          <tr>
            <th className="num">Row</th>
            {shown.map((index) => (
              <th key={index} className={isNumeric(page.columns[index]?.type ?? '') ? 'num' : undefined}>
                {page.columns[index]?.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.rowNumbers.slice(0, shownRows).map((number, at) => (
            <tr key={number}>
              <td className="num">
                <button
                  type="button"
                  className="linkbutton"
                  onClick={() => show(number)}
                  aria-label={`Row ${count(number)}: show it`}
                >
                  {count(number)}
                </button>
              </td>
              {shown.map((index) => {
                const type = page.columns[index]?.type ?? '';
                return (
                  <td key={index} className={isNumeric(type) ? 'num' : undefined}>
                    <CellText cell={page.rows[at]?.[index] ?? null} type={type} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CellText({ cell, type }: { cell: Cell; type: string }) {
  if (cell === null) return <span className="is-missing">missing</span>;
  const text = cellText(cell, type);
  return <span title={typeof cell === 'string' ? text : undefined}>{text}</span>;
}
