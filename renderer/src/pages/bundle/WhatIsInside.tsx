import type { RunRecord } from '../../../../app/api/schemas/runs';
import { decisionText } from '../../../../app/api/decision';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { counted, shortHash } from '../../format/numbers';

const contents: [name: string, what: string][] = [
  ['The model', 'as it was validated, with any repair'],
  ['Mapping and preparation', 'as data: columns, missing values, classes'],
  [
    'Prediction server',
    'the same preparation and inference code: POST /predict with named rows, and the Open Inference Protocol v2',
  ],
  ['openapi.json', 'the server described for other programs'],
  ['Ways to deploy', 'files of those that are ticked'],
  ['Model card', 'README filled in from this run'],
  ['Report', 'this validation as one HTML file that needs no network'],
  ['Golden rows', 'real rows with the answers expected, and a program that replays them against the server'],
  ['Readiness', 'the ML Test Score with its evidence'],
  ['Bill of materials', 'every package, and the model with its figures (CycloneDX)'],
  ['Manifest', 'the sha256 of every file'],
];

/** What a bundle of this run holds, and how it is started. */
export function WhatIsInside({ record }: { record: RunRecord }) {
  return (
    <div className="grid-2">
      <Panel title="What will be inside">
        <Facts entries={contents} />
      </Panel>
      <Panel title="What it stands for">
        <Facts
          entries={[
            ['Run', record.name],
            [
              'Model',
              `${record.model.name} (${shortHash(record.model.sha256)})${record.model.runSha256 === record.model.sha256 ? '' : `, repaired: ${shortHash(record.model.runSha256)}`}`,
            ],
            ['Data', `${record.data.name} (${shortHash(record.data.sha256)}), ${counted(record.rows.done, 'row')}`],
            ['Positive class', record.plan.positive],
            ['Predicted', decisionText(record.plan)],
            ['Runtime', `onnxruntime ${record.versions.onnxruntime}, Node ${record.versions.node}`],
          ]}
        />
        <h3 style={{ margin: 'var(--space-16) 0 var(--space-6)' }}>How to run it</h3>
        <ol style={{ margin: 0, paddingLeft: 'var(--space-20)' }}>
          <li>Unpack the .zip where it shall run.</li>
          <li>
            <code className="mono">docker compose up</code>, or without containers in its folder{' '}
            <code className="mono">server</code>: <code className="mono">npm ci --ignore-scripts</code> (not where the runtime is
            inside) and <code className="mono">npm start</code>.
          </li>
          <li>Its README has a request to try, made from a golden row.</li>
        </ol>
      </Panel>
    </div>
  );
}
