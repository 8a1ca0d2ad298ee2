import { markdownText } from '../../modelCard.ts';
import { instead, notApplied } from '../../raw/notApplied.ts';
import type { TargetContext } from '../target.ts';

/** triton/README.md: what is served, what is not, how to start and to load it. */
export function tritonReadme({ sources }: TargetContext, hasAnswers: boolean): string {
  const { name, record } = sources;
  return [
    `# ${name} on Triton`,
    '',
    'This folder is a model repository. Triton serves the tensors of the model. It does **not** do what the validation did around it:',
    '',
    ...notApplied(record.plan).map((text) => `- ${markdownText(text)}`),
    '',
    markdownText(instead),
    '',
    '```sh',
    'docker run --rm -p 127.0.0.1:8000:8000 -p 127.0.0.1:8001:8001 -p 127.0.0.1:8002:8002 -v "$PWD":/models:ro \\',
    '  nvcr.io/nvidia/tritonserver:<version>-py3 tritonserver --model-repository=/models',
    '```',
    '',
    'Choose an image that has the ONNX Runtime backend. The repository is code that Triton runs: keep others from writing to it.',
    '',
    '## Load, with real rows',
    '',
    '```sh',
    `perf_analyzer -m ${name} -u 127.0.0.1:8001 -i grpc --input-data perf_analyzer_input.json --concurrency-range 1:16:2`,
    '```',
    '',
    'The requests are the golden rows of this bundle, as the tensors that they were prepared to.',
    hasAnswers
      ? 'The file holds the answers that ONNX Runtime gave on the CPU here (`validation_data`), one row a request. The tool compares them byte for byte: another processor, or rows put together, may change the last digits of a float, which it reports as "Output doesn\'t match expected output". Take `validation_data` out of the file where that is so:'
      : 'It holds no answers: the shapes of the outputs are not fixed, and the tool can compare no others.',
    ...(hasAnswers
      ? [
          '',
          '```sh',
          `node -e 'const { readFileSync, writeFileSync } = require("fs"), { data } = JSON.parse(readFileSync("perf_analyzer_input.json")); writeFileSync("perf_analyzer_requests.json", JSON.stringify({ data }))'`,
          '```',
        ]
      : []),
    '',
  ].join('\n');
}
