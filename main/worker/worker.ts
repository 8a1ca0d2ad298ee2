// Child process for one heavy task. It may crash; nobody else does.
import { createQuestions } from '../../app/questions.ts';
import { createTasks } from '../../app/tasks.ts';
import { threadLearner } from './learnerThread.ts';
import { threadReader } from './readerThread.ts';
import { serveTask } from './serveTask.ts';
import { startProcess } from './startProcess.ts';
import { threadTally } from './tallyThread.ts';

// Ctrl+C in a terminal reaches every process of the command; which work is kept, the parent decides.
process.on('SIGINT', () => undefined);

serveTask(
  createTasks({
    openReader: threadReader(new URL('./reader.js', import.meta.url)),
    openTally: threadTally(new URL('./tally.js', import.meta.url)),
    startProcess,
    learnTogether: threadLearner(new URL('./learner.js', import.meta.url)),
    log: (message, error) => console.error(message, error),
  }),
  createQuestions(),
);
