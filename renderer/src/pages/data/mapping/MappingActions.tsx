import { Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDeviceFloppy,
  IconFileImport,
  IconFile,
  IconRefresh,
} from '@tabler/icons-react';
import type { Mapping } from '../../../../../app/api/schemas/mapping';
import { useHost } from '../../../api/workbench';
import { saveBlob } from '../../../charts/saveBlob';
import { titleWithKeys } from '../../../commands/keys';
import { baseName } from '../../../host/host';
import { useMappingEdits } from '../../../state/mappingEdits';
import { notify, notifyError } from '../../../state/notices';
import { useUndo } from '../../../state/undo';
import { icon } from '../../../theme/tokens';

interface MappingActionsProps {
  project: string;
  /** Of the project. */
  name: string;
  mapping: Mapping;
}

/** Undo and redo, the suggestion anew, and the mapping to and from a file. */
export function MappingActions({ project, name, mapping }: MappingActionsProps) {
  const edits = useMappingEdits();
  const undo = useUndo();
  const undoTip = [titleWithKeys('edit.undo'), undo.nextUndo].filter(Boolean).join(': ');
  const redoTip = [titleWithKeys('edit.redo'), undo.nextRedo].filter(Boolean).join(': ');
  const host = useHost();
  const save = (): void => {
    const file = `${name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-') || 'drydock'}.mapping.json`;
    saveBlob(new Blob([`${JSON.stringify(mapping, null, 2)}\n`], { type: 'application/json' }), file);
  };
  const load = async (): Promise<void> => {
    const [path] = (await host.pick('files', () => undefined)).paths;
    if (path === undefined) return;
    await edits.load(project, path);
    notify({ tone: 'good', title: `The mapping of “${baseName(path)}” was taken over.` });
  };
  return (
    <div className="statusbar" style={{ marginLeft: 'auto' }}>
      <Tooltip label={undoTip}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowBackUp size={icon.md} />}
          disabled={undo.nextUndo === null}
          onClick={undo.undo}
        >
          Undo
        </Button>
      </Tooltip>
      <Tooltip label={redoTip}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowForwardUp size={icon.md} />}
          disabled={undo.nextRedo === null}
          onClick={undo.redo}
        >
          Redo
        </Button>
      </Tooltip>
      <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={icon.md} />} onClick={edits.reset}>
        Back to the suggestion
      </Button>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<IconFile size={icon.md} />}>
            Mapping file
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconDeviceFloppy size={icon.md} />} onClick={save}>
            Save mapping as file
          </Menu.Item>
          <Menu.Item leftSection={<IconFileImport size={icon.md} />} onClick={() => void load().catch(notifyError)}>
            Use a mapping file…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
