import { IconDownload } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useHost } from '../api/workbench';
import { useCommand } from '../commands/useCommand';
import type { GivenPaths, UploadProgress } from '../host/host';
import { fileReply } from '../state/fileReply';
import { currentPlace } from '../state/navigation';
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
  const [uploads, setUploads] = useState<ReadonlyMap<string, UploadProgress>>(new Map());

  /** What is given belongs to the project that is open now, wherever the person is once it has arrived. */
  const take = useCallback(
    (give: (onProgress: (progress: UploadProgress) => void) => Promise<GivenPaths>): void => {
      const { project } = currentPlace();
      const id = crypto.randomUUID();
      give((progress) => setUploads((all) => new Map(all).set(id, progress)))
        .then((given) => takeFiles(given, project))
        .catch(notifyError)
        .finally(() => setUploads((all) => new Map([...all].filter(([other]) => other !== id))));
    },
    [takeFiles],
  );
  const choose = (kind: 'files' | 'folder'): void => take((onProgress) => host.pick(kind, onProgress));
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
      const { dataTransfer } = event;
      if (!hasFiles(event) || !dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      take(async (onProgress) => {
        const given = await host.takeDrop(dataTransfer, onProgress);
        // A browser hands over the files of a folder, and an empty one has none.
        if (given.paths.length === 0) fileReply([]).forEach(notify);
        return given;
      });
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
  }, [host, take]);

  if (uploads.size > 0) {
    return (
      <div className="dropveil">
        {[...uploads].map(([id, upload]) => (
          <TakingOver key={id} upload={upload} />
        ))}
      </div>
    );
  }
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
