import { Button, Group, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconRefresh } from '@tabler/icons-react';
import { Message } from '../../../components/Message';
import { useMappingEdits } from '../../../state/mappingEdits';
import { useOpenProject } from '../../../state/project';
import { InputsPanel } from './InputsPanel';
import { OutputPanel } from './OutputPanel';
import { RolesPanel } from './RolesPanel';

const tones = { error: 'bad', warning: 'warn', info: 'info' } as const;

/** Which column feeds which input, and what every column is for. */
export function MappingTab() {
  const { model, data, mapping, check } = useOpenProject();
  const edits = useMappingEdits();
  if (!model || !data || !mapping || !check) return null;
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
      <Group gap="xs">
        <Message tone={check.ready ? 'good' : 'bad'} role="status">
          {check.ready ? 'Every input is fed: ready to run.' : 'Not ready to run yet.'}
        </Message>
        <Group gap={6} ml="auto">
          <Tooltip label="Ctrl+Z">
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArrowBackUp size={15} />}
              disabled={!edits.canUndo}
              onClick={edits.undo}
            >
              Undo
            </Button>
          </Tooltip>
          <Tooltip label="Ctrl+Shift+Z">
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArrowForwardUp size={15} />}
              disabled={!edits.canRedo}
              onClick={edits.redo}
            >
              Redo
            </Button>
          </Tooltip>
          <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={15} />} onClick={edits.reset}>
            Back to the suggestion
          </Button>
        </Group>
      </Group>
      {check.problems.map(({ severity, message, hint }) => (
        <Message key={message} tone={tones[severity]}>
          <strong style={{ fontWeight: 550 }}>{message}</strong> <span className="soft">{hint}</span>
        </Message>
      ))}
      <InputsPanel model={model} data={data} mapping={mapping} check={check} edit={edits.edit} />
      <div className="grid-2">
        <RolesPanel data={data} mapping={mapping} edit={edits.edit} />
        <OutputPanel model={model} mapping={mapping} edit={edits.edit} />
      </div>
    </div>
  );
}
