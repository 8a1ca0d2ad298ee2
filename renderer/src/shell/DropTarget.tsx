import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useHost } from '../api/workbench';
import { useCommand } from '../commands/useCommand';
import type { UploadProgress } from '../host/host';
import { fileReply } from '../state/fileReply';
import { notify, notifyError } from '../state/notices';
import { useTakeFiles } from '../state/useTakeFiles';
import { TakingOver } from './TakingOver';
import { icon } from '../theme/tokens';

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Files come in here, dropped anywhere in the window or chosen; while something hovers or is taken over, it says so. */
export function DropTarget() {
  const host = useHost();
  const takeFiles = useTakeFiles();
  const [isOver, setOver] = useState(false);
  const [upload, setUpload] = useState<UploadProgress | null>(null);

  const choose = (kind: 'files' | 'folder'): void => {
    host
      .pick(kind, setUpload)
      .then(takeFiles)
      .catch(notifyError)
      .finally(() => setUpload(null));
  };
  useCommand('files.open', () => choose('files'));
  useCommand('folder.open', () => choose('folder'));

  useEffect(() => {
    // Every element entered and left counts; at zero the pointer has left the window.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      // Let go at the very moment of entering something, it is this answer that decides whether it is a drop.
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const onLeave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      host
        .takeDrop(event.dataTransfer, setUpload)
        .then((paths) => {
          // A browser hands over the files of a folder, and an empty one has none.
          if (paths.length === 0) fileReply([]).forEach(notify);
          return takeFiles(paths);
        })
        .catch(notifyError)
        .finally(() => setUpload(null));
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
    };
  }, [host, takeFiles]);

  if (upload) return <TakingOver upload={upload} />;
  if (!isOver) return null;
  return (
    <div className="dropveil" role="status">
      <div className="dropveil-box">
        <IconDownload size={icon.huge} stroke={1.4} aria-hidden />
        <h2>Drop it anywhere</h2>
        <p className="soft">A model, tables, a folder, several at once: sorted by what is in them.</p>
      </div>
    </div>
  );
}
