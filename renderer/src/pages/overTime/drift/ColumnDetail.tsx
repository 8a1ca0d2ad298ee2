import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconTable } from '@tabler/icons-react';
import type { DriftColumn, DriftRecord } from '../../../../../app/api/schemas/drift';
import { ShapeChart, shapeTable } from '../../../charts/ShapeChart';
import { ChartKey } from '../../../charts/ChartKey';
import { ChartPanel } from '../../../charts/ChartPanel';
import { Message } from '../../../components/Message';
import { cellWords } from '../../../format/drift';
import { counted } from '../../../format/numbers';
import { useOpenProject } from '../../../state/project';
import { useRowsDrawer } from '../../../state/rowsDrawer';
import { windowSelection } from '../../../state/windowSelection';
import { CellFacts } from './CellFacts';
import { icon } from '../../../theme/tokens';

interface ColumnDetailProps {
  record: DriftRecord;
  column: DriftColumn;
  /** Index of the window that is looked at. */
  window: number;
  labels: string[];
  onWindow: (window: number) => void;
}

/** One column in one window beside the reference: how far apart they are, what changed, and both distributions. */
export function ColumnDetail({ record, column, window, labels, onWindow }: ColumnDetailProps) {
  const drawer = useRowsDrawer();
  const { runs } = useOpenProject();
  const { report, runId } = record;
  const cell = column.windows[window];
  const facts = report.windows[window];
  const label = labels[window] ?? `window ${String(window + 1)}`;
  if (!cell || !facts) return null;
  const counts = column.shape.windows[window] ?? [];
  const hasRun = runId !== null && runs.some(({ id }) => id === runId);
  const step = (by: number, words: string) => (
    <Tooltip label={words}>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="var(--text-soft)"
        aria-label={words}
        disabled={!report.windows[window + by]}
        onClick={() => onWindow(window + by)}
      >
        {by < 0 ? <IconChevronLeft size={icon.lg} /> : <IconChevronRight size={icon.lg} />}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <div className="stack">
      <section className="panel" aria-label={`Detail: ${column.name}, ${label}`}>
        <div className="panel-head">
          <h2 className="drift-detail-name">{column.name}</h2>
          <div className="panel-head-end">
            {step(-1, 'Previous window')}
            <strong className="nowrap">{label}</strong>
            {step(1, 'Next window')}
          </div>
        </div>
        <div className="panel-body">
          <p className="visually-hidden" role="status">
            {column.name}, {label}: {cellWords(cell)}
          </p>
          <CellFacts report={report} column={column} cell={cell} window={window} labels={labels} />
          {hasRun && facts.rows > 0 && (
            <Button
              mt="var(--space-12)"
              size="compact-sm"
              variant="light"
              leftSection={<IconTable size={icon.md} />}
              onClick={() => drawer.show({ runId, title: label, selection: windowSelection(facts) })}
            >
              Rows of this window
            </Button>
          )}
        </div>
      </section>
      {cell.n === 0 ? (
        <Message tone="info">
          {facts.rows === 0 ? 'This window has no rows: there is nothing to draw.' : 'No row of this window has a value here.'}
        </Message>
      ) : (
        <ChartPanel
          title={column.kind === 'text' ? `Lengths of ${column.name}, in characters` : `Distribution of ${column.name}`}
          summary="Shares of the rows that have a value, reference and window; the table view has the numbers"
          table={shapeTable(column.shape, counts, label)}
          chartKey={
            <ChartKey
              entries={[
                ['area', 'var(--chart-bar-strong)', 'reference'],
                [column.shape.edges ? 'line' : 'area', 'var(--chart-2)', `${label}, ${counted(cell.n, 'value')}`],
              ]}
              note={column.shape.edges ? 'the ends hold all beyond them' : ''}
            />
          }
        >
          <ShapeChart shape={column.shape} counts={counts} name={column.name} label={label} />
        </ChartPanel>
      )}
    </div>
  );
}
