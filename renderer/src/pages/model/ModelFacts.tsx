import type { ModelCard } from '../../../../app/api/schemas/models';
import { Facts } from '../../components/Facts';
import { HashText } from '../../components/HashText';
import { bytes, compact } from '../../format/numbers';

const parametersHelp =
  'Numbers the model learned: the values of all initializers, and of trees, linear models, support vectors and scalers those that ' +
  'are kept in the attributes of nodes (thresholds, leaf values, coefficients). Structure, such as feature numbers, is not counted.';

export function ModelFacts({ model }: { model: ModelCard }) {
  const opsets = model.opsets.map(({ domain, version }) => `${domain === '' ? 'ai.onnx' : domain} ${version}`).join(', ');
  const external = model.externalData.map(({ location, sizeBytes, found }) =>
    found ? `${location}${sizeBytes === null ? '' : ` (${bytes(sizeBytes)})`}` : `${location} (not found)`,
  );
  return (
    <Facts
      entries={[
        ['File', model.path],
        ['Size', bytes(model.sizeBytes)],
        ['sha256', <HashText key="hash" sha256={model.sha256} />],
        ['Made by', [model.producer, model.producerVersion].filter(Boolean).join(' ')],
        ['Opset', `${opsets} (IR ${model.irVersion})`],
        [
          'Parameters',
          <span key="parameters" title={parametersHelp}>
            {compact(model.parameterCount)} ({bytes(model.initializerBytes)})
          </span>,
        ],
        ['Batch size', model.fixedBatch === null ? 'any' : `exactly ${model.fixedBatch} rows at a time`],
        ['Graph', model.graphName],
        ['Description', model.description],
        ['External data', external.join(', ')],
        ['Custom domains', model.customDomains.join(', ')],
      ]}
    />
  );
}
