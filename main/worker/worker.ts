// Child process for one heavy task. It may crash; nobody else does.
import { createTasks } from '../../app/tasks.ts';
import { threadReader } from './readerThread.ts';
import { serveTask } from './serveTask.ts';
import { startProcess } from './startProcess.ts';

serveTask(createTasks({ openReader: threadReader(new URL('./reader.js', import.meta.url)), startProcess }));
