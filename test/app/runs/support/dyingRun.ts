// A child process that validates with a runtime that dies for good on some rows: process.abort(), as a native fault does.
//   node dyingRun.mjs REQUEST.json SENTINEL [kill-after-rows]
import { readFileSync } from 'node:fs';
import { openSession } from '../../../../app/inference/runtime.ts';
import { validate } from '../../../../app/runs/validate.ts';
import { ValidateRequest } from '../../../../app/runs/validateRequest.ts';

const [requestPath = '', sentinelText = '', killAfter = ''] = process.argv.slice(2);
const request = ValidateRequest.parse(JSON.parse(readFileSync(requestPath, 'utf8')));
const sentinel = Number(sentinelText);

await validate(request, {
  openSession: async (path, options) => {
    const session = await openSession(path, options);
    return {
      ...session,
      run: (tensors, outputs) => {
        for (const tensor of Object.values(tensors)) {
          if (tensor.data instanceof Float32Array && tensor.data.includes(sentinel)) process.abort();
        }
        return session.run(tensors, outputs);
      },
    };
  },
  onProgress: ({ done }) => {
    if (killAfter !== '' && done >= Number(killAfter)) process.kill(process.pid, 'SIGKILL');
  },
});
