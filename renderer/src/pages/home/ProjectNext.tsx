import { Anchor, Button } from '@mantine/core';
import { IconCircle, IconCircleCheck, IconPlayerPlay } from '@tabler/icons-react';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import { Panel } from '../../components/Panel';
import { count, counted } from '../../format/numbers';
import { pageHash, usePlace, type Page } from '../../state/navigation';
import { useStartRun } from '../../state/useStartRun';
import { shownRun } from '../../state/shownRun';
import { icon } from '../../theme/tokens';

interface Step {
  done: boolean;
  page: Page;
  title: string;
  detail: string;
}

/** Where this project stands and what comes next. */
export function ProjectNext({ project }: { project: ProjectView }) {
  const place = usePlace();
  const run = useStartRun();
  const latest = shownRun(project, null);
  const { model, data, check } = project;
  const problems = check?.problems.filter((problem) => problem.severity === 'error').length ?? 0;
  const steps: Step[] = [
    {
      done: model !== null,
      page: 'model',
      title: 'Model',
      detail: model ? `${model.name}: ${model.reading?.task ?? 'task unknown'}` : 'drop an ONNX file',
    },
    {
      done: data !== null,
      page: 'data',
      title: 'Data',
      detail: data ? `${data.name}: ${count(data.rows)} rows, ${data.columns.length} columns` : 'drop a table',
    },
    {
      done: check?.ready ?? false,
      page: 'data',
      title: 'Mapping',
      detail: !check ? 'follows from the two' : check.ready ? 'every input is fed' : counted(problems, 'problem'),
    },
    {
      done: latest !== undefined,
      page: 'validate',
      title: 'Validate',
      detail: latest ? `${latest.name}: ${count(latest.rows.done)} rows` : 'not run yet',
    },
  ];
  return (
    <Panel
      title="This project"
      note={project.project}
      end={
        run.canRun ? (
          <Button size="compact-sm" leftSection={<IconPlayerPlay size={icon.sm} />} onClick={run.start}>
            Run
          </Button>
        ) : undefined
      }
    >
      <div className="grid-3" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(var(--width-13), 1fr))' }}>
        {steps.map(({ done, page, title, detail }) => (
          <div key={title} style={{ display: 'flex', gap: 'var(--space-8)' }}>
            {done ? (
              <IconCircleCheck size={icon.xl} color="var(--good)" role="img" aria-label="done" style={{ flex: 'none' }} />
            ) : (
              <IconCircle size={icon.xl} color="var(--text-soft)" role="img" aria-label="to do" style={{ flex: 'none' }} />
            )}
            <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              <Anchor href={pageHash(place, page)} fw={600}>
                {title}
              </Anchor>
              <div className="soft">{detail}</div>
            </div>
          </div>
        ))}
      </div>
    </Panel>
  );
}
