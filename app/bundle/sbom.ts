// sbom.cdx.json: what is in the bundle, as a CycloneDX 1.6 bill of materials with the model card of its ML part.
// Source: https://cyclonedx.org/docs/1.6/json/. No time and no random serial number: the same run gives the same bytes.
import type { Interval } from '../api/schemas/common.ts';
import type { TensorInfo } from '../api/schemas/models.ts';
import { sha256 } from '../storage/sha256.ts';
import type { BundleSources } from './bundleSources.ts';
import type { ServerPackage } from './serverPackage.ts';

export const sbomPath = 'sbom.cdx.json';

/** Licences that CycloneDX takes as an id; any other text goes in as a name. Source: https://spdx.org/licenses/. */
const spdxIds = new Set([
  'MIT',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  '0BSD',
  'BlueOak-1.0.0',
  'MIT-0',
  'Unlicense',
]);

function licences(text: string): object[] {
  return [{ license: spdxIds.has(text) ? { id: text } : { name: text } }];
}

/** npm states base64, CycloneDX hexadecimal digits. */
function hashes(integrity: string): object {
  const [, bits = '', digest = ''] = /^sha(256|384|512)-(.+)$/.exec(integrity) ?? [];
  return digest === '' ? {} : { hashes: [{ alg: `SHA-${bits}`, content: Buffer.from(digest, 'base64').toString('hex') }] };
}

/** Package URL: https://github.com/package-url/purl-spec. The @ of a scope is percent-encoded. */
function purl(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`;
}

function library({ name, version, licence, integrity }: ServerPackage['licences'][number]): object {
  const reference = purl(name, version);
  return {
    type: 'library',
    'bom-ref': reference,
    name,
    version,
    purl: reference,
    licenses: licences(licence),
    ...hashes(integrity),
  };
}

type Metric = [name: string, interval: Interval, slice?: string];

/** Value, slice and both bounds are texts there. */
function performanceMetric([type, { value, low, high }, slice]: Metric): object {
  return {
    type,
    value: String(value),
    ...(slice !== undefined && { slice }),
    ...(low !== null && high !== null && { confidenceInterval: { lowerBound: String(low), upperBound: String(high) } }),
  };
}

function metricsOf({ report }: BundleSources): Metric[] {
  const all = Object.entries(report.metrics).map(([name, interval]): Metric => [name, interval]);
  const sliced = (report.slices ?? []).flatMap(({ name, metrics }) =>
    Object.entries(metrics).map(([metric, interval]): Metric => [metric, interval, name]),
  );
  return [...all, ...sliced].filter(([, { value }]) => value !== null);
}

function format({ name, type, shape }: TensorInfo): object {
  return { format: `${name}: ${type}[${(shape ?? ['?']).map((dim) => dim ?? '?').join(', ')}]` };
}

function modelComponent(sources: BundleSources): object {
  const { name, report, record, model, data } = sources;
  const limitations = [
    ...report.warnings.map(({ message }) => message),
    ...model.repairs.map(({ message }) => `Repaired: ${message}`),
  ];
  return {
    type: 'machine-learning-model',
    'bom-ref': 'model',
    name,
    version: '1',
    description: `ONNX, as validated: ${record.rows.done} rows of ${data.name}, ${record.rows.labelled} with a label.`,
    hashes: [{ alg: 'SHA-256', content: model.runSha256 }],
    properties: [
      { name: 'drydock:original-sha256', value: model.sha256 },
      { name: 'drydock:run', value: record.id },
      ...model.opsets.map(({ domain, version }) => ({ name: `onnx:opset:${domain || 'ai.onnx'}`, value: String(version) })),
    ],
    modelCard: {
      modelParameters: {
        // Validation rests on labels; how the model was trained is not known from its file.
        task: report.task,
        ...(model.producer !== '' && { modelArchitecture: `${model.producer} ${model.producerVersion}`.trim() }),
        datasets: [{ ref: 'data' }],
        inputs: model.inputs.map(format),
        outputs: model.outputs.map(format),
      },
      quantitativeAnalysis: { performanceMetrics: metricsOf(sources).map(performanceMetric) },
      ...(limitations.length > 0 && { considerations: { technicalLimitations: limitations } }),
    },
  };
}

function dataComponent({ data, record }: BundleSources): object {
  return {
    type: 'data',
    'bom-ref': 'data',
    name: data.name,
    description: `The data of the validation, ${data.rows} rows; only the golden rows of them are in the bundle.`,
    hashes: [{ alg: 'SHA-256', content: record.data.sha256 }],
    data: [{ type: 'dataset', name: data.name }],
  };
}

/** A version 8 UUID (RFC 9562, custom) made of what the bundle is made of. */
function serialNumber(sources: BundleSources): string {
  const hex = sha256(
    Buffer.from(`${sources.name} ${sources.record.id} ${sources.model.runSha256} ${sources.record.data.sha256}`, 'utf8'),
  );
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) % 4]!;
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)];
  return `urn:uuid:${parts.join('-')}`;
}

/** @returns the CycloneDX document; `server` states what `npm ci` installs and what lies inside the server's file. */
export function sbom(sources: BundleSources, server: ServerPackage): object {
  const { record } = sources;
  const serverReference = purl('drydock', record.versions.drydock);
  const installed = server.licences.map(library);
  const references = (list: ServerPackage['licences']): string[] => list.map(({ name, version }) => purl(name, version)).sort();
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumber(sources),
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'drydock', version: record.versions.drydock }] },
      component: { type: 'application', 'bom-ref': 'bundle', name: sources.name, version: '1' },
    },
    components: [
      modelComponent(sources),
      dataComponent(sources),
      {
        type: 'application',
        'bom-ref': serverReference,
        name: 'drydock prediction server',
        version: record.versions.drydock,
        licenses: licences('Apache-2.0'),
        components: server.included.map(library),
      },
      ...installed,
    ],
    dependencies: [
      { ref: 'bundle', dependsOn: ['model', serverReference] },
      { ref: serverReference, dependsOn: [...references(server.licences), ...references(server.included)].sort() },
    ],
  };
}
