// Starts the line given and waits: the test kills this process.
import { startProcess } from '../../../main/worker/startProcess.ts';

startProcess(process.argv[2] ?? '', [], { cwd: process.cwd(), env: {}, shell: true });
setInterval(() => undefined, 1000);
