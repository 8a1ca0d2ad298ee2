import { markdownText } from '../../modelCard.ts';
import { instead, notApplied } from '../../raw/notApplied.ts';
import type { TargetContext } from '../target.ts';
import { serverServiceName } from './services.ts';

/** kserve/README.md: which of the two files, and what has to be set. */
export function kserveReadme({ sources }: TargetContext): string {
  const { name, record } = sources;
  return [
    `# ${name} on KServe`,
    '',
    '## `inferenceservice-server.yaml`: the server of this bundle',
    '',
    'Answers as validated: named rows or tensors in, preparation and decision included. Build and push the image, put its address into `image`, then:',
    '',
    '```sh',
    `docker build -t registry.example.com/${name}:1 . && docker push registry.example.com/${name}:1`,
    'kubectl apply -f kserve/inferenceservice-server.yaml',
    `kubectl wait --for=condition=Ready inferenceservice/${serverServiceName(name)}`,
    '```',
    '',
    '## `inferenceservice.yaml`: the model alone, on Triton',
    '',
    'Copy the folder `triton/` of this bundle to your storage, put its address into `storageUri`, and apply the file. What was validated around the model is then left to the caller:',
    '',
    ...notApplied(record.plan).map((text) => `- ${markdownText(text)}`),
    '',
    markdownText(instead),
    '',
    'Both speak the Open Inference Protocol v2. Requests go to `/v2/models/' + name + '/infer` in both.',
    '',
  ].join('\n');
}
