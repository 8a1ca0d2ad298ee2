import { Progress } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useHost } from '../api/workbench';
import { bytes } from '../format/numbers';
import type { UploadProgress } from '../host/host';
import { notifyError } from '../state/notices';
import { useTakeFiles } from '../state/useTakeFiles';

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** The whole window takes drops; while something hovers, it says so. */
export function DropTarget() {
  const host = useHost();
  const takeFiles = useTakeFiles();
  const [isOver, setOver] = useState(false);
  const [upload, setUpload] = useState<UploadProgress | null>(null);

  useEffect(() => {
    // Every element entered and left counts; at zero the pointer has left the window.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
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
        .then(takeFiles)
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

  if (!isOver && !upload) return null;
  return (
    <div className="dropveil" role="status">
      <div className="dropveil-box">
        <IconDownload size={32} stroke={1.4} aria-hidden />
        {upload ? (
          <>
            <h2>Taking over {upload.name || 'files'}</h2>
            <Progress value={(100 * upload.doneBytes) / Math.max(1, upload.totalBytes)} aria-label="Taking over files" />
            <p className="soft">
              {bytes(upload.doneBytes)} of {bytes(upload.totalBytes)}
            </p>
          </>
        ) : (
          <>
            <h2>Drop it anywhere</h2>
            <p className="soft">A model, tables, a folder, several at once: sorted by what is in them.</p>
          </>
        )}
      </div>
    </div>
  );
}
