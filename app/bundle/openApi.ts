/* eslint-disable max-lines -- one document, in the order in which it is read */
// openapi.json (OpenAPI 3.1) of the server, for exactly this model: column names, types, policies, classes.
import { abstainText, calibrationText, decisionText } from '../api/decision.ts';
import { repairTexts } from '../api/repairText.ts';
import type { MissingPolicy, PreparationPlan } from '../api/schemas/mapping.ts';
import { statedParameters } from '../prepare/decision.ts';
import { protocolTypes } from '../prepare/inputTensors.ts';
import type { FeaturePlan } from '../prepare/inputPlan.ts';
import { inferExample } from './inferExample.ts';
import { servedOutputNames } from '../prepare/servedOutputs.ts';

type Json = Record<string, unknown>;

export interface OpenApiSources {
  name: string;
  toolVersion: string;
  plan: PreparationPlan;
  /** A row to show. */
  example: Json | undefined;
}

function policyText(missing: MissingPolicy): string {
  switch (missing.kind) {
    case 'nan':
      return 'Missing (null): NaN goes into the model.';
    case 'empty':
      return 'Missing (null): the empty text goes into the model.';
    case 'constant':
      return `Missing (null): ${JSON.stringify(missing.value)} goes into the model (${missing.from}).`;
    case 'reject':
      return 'Missing (null): the row gets no prediction.';
  }
}

const integers: Record<string, [number, number]> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};
const floatLimit: Record<string, number> = { float16: 65504, float32: 3.4028234663852886e38 };

/** What is done to the cells of a column. */
function columnText(feature: FeaturePlan): string {
  const texts = repairTexts(feature).map((text) => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`);
  return [...texts, ...(feature.indicator === undefined ? [policyText(feature.missing)] : [])].join(' ');
}

function isFedElsewhere(plan: PreparationPlan, column: string): boolean {
  return plan.inputs.some(({ features }) => features.some((one) => one.column === column && one.indicator === undefined));
}

function columnSchema(type: string, { cast, repairs, indicator }: FeaturePlan): Json {
  if (indicator !== undefined) return { type: [{ number: 'number', boolean: 'boolean', text: 'string' }[indicator], 'null'] };
  if (cast === 'number-to-text') return { type: ['number', 'null'] };
  if (cast === 'boolean-to-text' || type === 'bool') return { type: ['boolean', 'null'] };
  if (cast === 'text-to-number' || type === 'string') return { type: ['string', 'null'] };
  const range = integers[type];
  // What is mended need not fit before it.
  if (repairs) return { type: ['number', 'null'] };
  if (range) return { type: ['integer', 'null'], minimum: range[0], maximum: range[1] };
  const limit = floatLimit[type];
  return { type: ['number', 'null'], ...(limit === undefined ? {} : { minimum: -limit, maximum: limit }) };
}

function rowSchema(plan: PreparationPlan): Json {
  const properties = new Map<string, Json>();
  for (const input of plan.inputs) {
    for (const feature of input.features) {
      // A column that also feeds the model by itself is described by that.
      if (properties.has(feature.column) || (feature.indicator !== undefined && isFedElsewhere(plan, feature.column))) continue;
      properties.set(feature.column, { ...columnSchema(input.type, feature), description: columnText(feature) });
    }
  }
  return {
    type: 'object',
    description: 'One row by column name. Every column of the model is named; null = missing. Other columns are ignored.',
    properties: Object.fromEntries(properties),
    required: [...properties.keys()],
  };
}

function predictionSchema(plan: PreparationPlan): Json {
  const { classes, task } = plan.reading;
  if (task === 'regression') {
    return {
      type: 'object',
      properties: { prediction: { type: ['number', 'null'] }, error: { type: 'string' } },
      required: ['prediction'],
      additionalProperties: false,
    };
  }
  const decided = decisionText(plan);
  const calibrated = calibrationText(plan);
  const gated = abstainText(plan);
  const scores = Object.fromEntries(classes.map((label) => [label, { type: ['number', 'null'] }]));
  return {
    type: 'object',
    properties: {
      prediction: {
        type: ['string', 'null'],
        enum: [...classes, null],
        ...(decided === null ? {} : { description: `${decided}, else the other class.` }),
      },
      scores: {
        type: ['object', 'null'],
        description: calibrated === null ? 'Probability by class.' : `Probability by class, calibrated (${calibrated}).`,
        properties: scores,
      },
      ...(gated === null
        ? {}
        : {
            abstained: { type: 'boolean', description: `Marked as unsure, where ${gated}. The prediction stays what it is.` },
          }),
      ...(plan.abstain?.kind === 'conformal'
        ? { set: { type: 'array', items: { enum: classes }, description: 'The classes that may be the true one.' } }
        : {}),
      error: { type: 'string', description: 'Why there is no prediction.' },
    },
    required: ['prediction'],
    additionalProperties: false,
  };
}

const errorNames: Record<string, string> = {
  '400': 'The request is not acceptable; the error names row, column or tensor.',
  '401': 'An API key is set, and the request did not bring it.',
  '404': 'No such model or version.',
  '405': 'Another method is needed.',
  '408': 'The request did not arrive in time.',
  '409': 'The server logs no predictions.',
  '413': 'Too many bytes or rows.',
  '415': 'This content type, or a compressed body, is not read.',
  '429': 'Too many requests are waiting; see Retry-After.',
  '500': 'The server could not answer this request; its log says why.',
  '503': 'Not ready, shutting down, or no answer in time; see Retry-After.',
};

function errorResponses(errors: string[]): Json {
  const entries = errors.map((status) => [
    status,
    { description: errorNames[status], content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
  ]);
  return Object.fromEntries(entries) as Json;
}

function responses(success: Json, errors: string[]): Json {
  return { '200': success, ...errorResponses(errors) };
}

function jsonContent(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const get = (operationId: string, summary: string, success: Json, errors: string[] = ['401']): Json => ({
  get: { operationId, summary, responses: responses(success, errors) },
});

const parameters = { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } };
const datatype = {
  type: 'string',
  enum: ['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16', 'INT32', 'INT64', 'FP16', 'FP32', 'FP64', 'BYTES'],
};
const shape = { type: 'array', items: { type: 'integer' } };

const tensorMetadata = {
  type: 'object',
  properties: { name: { type: 'string' }, datatype, shape },
  required: ['name', 'datatype', 'shape'],
};

/** Each input of this very model, with its datatype and width. */
function inferRequest(plan: PreparationPlan): Json {
  const inputs = plan.inputs.map((input) => ({
    type: 'object',
    properties: {
      name: { const: input.input },
      datatype: { const: protocolTypes[input.type] },
      shape: {
        type: 'array',
        prefixItems: [{ type: 'integer', minimum: 1 }, ...(input.rank === 2 ? [{ const: input.features.length }] : [])],
        minItems: input.rank,
        maxItems: input.rank,
      },
      parameters,
      data: { type: 'array', description: 'Row-major, flat or one array a row; null = missing.' },
    },
    required: ['name', 'shape', 'datatype'],
  }));
  const output = {
    type: 'object',
    properties: { name: { enum: servedOutputNames(plan) }, parameters },
    required: ['name'],
  };
  return {
    type: 'object',
    properties: {
      id: { type: 'string' },
      parameters,
      inputs: { type: 'array', items: { oneOf: inputs }, minItems: inputs.length, maxItems: inputs.length },
      outputs: { type: 'array', description: 'Left out: every output.', items: output, uniqueItems: true },
    },
    required: ['inputs'],
  };
}

/** Labels by the id of the row, for the prediction log. */
function feedback(operationId: string, { reading }: PreparationPlan): Json {
  const example = [{ id: '1', label: reading.task === 'regression' ? 1 : (reading.classes[0] ?? '') }];
  const label = ref('Feedback');
  return {
    post: {
      operationId,
      summary: 'Labels that are known later, by the id of the row. They go to the prediction log; without one, 409.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { oneOf: [label, { type: 'array', items: label }] }, example } },
      },
      responses: {
        '202': jsonContent('Taken.', { type: 'object', properties: { accepted: { type: 'integer' } }, required: ['accepted'] }),
        ...errorResponses(['400', '401', '404', '405', '408', '409', '413', '415', '503']),
      },
    },
  };
}

function feedbackSchema({ reading }: PreparationPlan): Json {
  const label =
    reading.task === 'regression' ? { type: 'number' } : { enum: reading.classes, description: 'Numbers and true or false too.' };
  return {
    type: 'object',
    properties: { id: { type: 'string', minLength: 1, maxLength: 200 }, label },
    required: ['id', 'label'],
  };
}

function modelPaths(name: string, plan: PreparationPlan, example: Json | undefined): Json {
  const tensors = example && inferExample(plan, example);
  const infer = {
    post: {
      operationId: 'infer',
      summary: 'Predict from tensors (Open Inference Protocol v2). The binary tensor extension is understood both ways.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref('InferRequest'), ...(tensors && { example: tensors }) } },
      },
      responses: responses(jsonContent('Output tensors.', ref('InferResponse')), [
        '400',
        '401',
        '404',
        '405',
        '408',
        '413',
        '415',
        '429',
        '500',
        '503',
      ]),
    },
  };
  const ready = (id: string): Json => ({
    get: {
      operationId: id,
      summary: 'Is the model loaded?',
      responses: {
        '200': jsonContent('It is.', ref('ModelReady')),
        '503': jsonContent('It is not (yet, or any more).', ref('ModelReady')),
      },
    },
  });
  const metadata = (id: string): Json =>
    get(id, 'Inputs and outputs of the model.', jsonContent('Metadata.', ref('ModelMetadata')));
  const base = `/v2/models/${name}`;
  const versioned = { post: { ...infer.post, operationId: 'inferVersion' } };
  return {
    [base]: metadata('modelMetadata'),
    [`${base}/ready`]: ready('modelReady'),
    [`${base}/infer`]: infer,
    [`${base}/feedback`]: feedback('feedbackOfModel', plan),
    [`${base}/versions/1`]: metadata('modelVersionMetadata'),
    [`${base}/versions/1/ready`]: ready('modelVersionReady'),
    [`${base}/versions/1/infer`]: versioned,
    [`${base}/versions/1/feedback`]: feedback('feedbackOfVersion', plan),
  };
}

/** Each key with the one value it has. */
function constants(values: Record<string, unknown>): Json {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { const: value }]));
}

export function openApi({ name, toolVersion, plan, example }: OpenApiSources): Json {
  const rows = { type: 'array', minItems: 1, items: ref('Row') };
  const stated = statedParameters(plan);
  const decision = stated ? { parameters: { type: 'object', properties: constants(stated.parameters) } } : {};
  return {
    openapi: '3.1.0',
    info: {
      title: name,
      version: '1',
      description: `Prediction server of ${name}, exported by Drydock ${toolVersion}. Named rows go to /predict, tensors to /v2.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: {
      '/predict': {
        post: {
          operationId: 'predict',
          summary: 'Predict from named rows or CSV, prepared exactly as in the validation.',
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  oneOf: [
                    rows,
                    { type: 'object', properties: { rows }, required: ['rows'] },
                    {
                      type: 'object',
                      properties: {
                        columns: { type: 'array', items: { type: 'string' } },
                        data: { type: 'array', minItems: 1, items: { type: 'array' } },
                      },
                      required: ['columns', 'data'],
                    },
                  ],
                },
                ...(example ? { example: [example] } : {}),
              },
              'text/csv': { schema: { type: 'string', description: 'RFC 4180 with a header line; an empty cell is missing.' } },
            },
          },
          responses: responses(jsonContent('One prediction a row, in order.', { type: 'array', items: ref('Prediction') }), [
            '400',
            '401',
            '405',
            '408',
            '413',
            '415',
            '429',
            '500',
            '503',
          ]),
        },
      },
      '/feedback': feedback('feedback', plan),
      '/v2': get(
        'serverMetadata',
        'Name, version and extensions of the server.',
        jsonContent('Metadata.', ref('ServerMetadata')),
      ),
      '/v2/health/live': get(
        'serverLive',
        'Is the process alive? Does not depend on the model.',
        jsonContent('It is.', { type: 'object', properties: { live: { type: 'boolean' } }, required: ['live'] }),
        [],
      ),
      '/v2/health/ready': {
        get: {
          operationId: 'serverReady',
          summary: 'Can it answer predictions?',
          responses: {
            '200': jsonContent('It can.', ref('Ready')),
            '503': jsonContent('It cannot: the model is loading, failed, or the server is shutting down.', ref('Ready')),
          },
        },
      },
      ...modelPaths(name, plan, example),
      '/docs': get('docs', 'This description as a page for people, with a form to try it.', {
        description: 'HTML.',
        content: { 'text/html': { schema: { type: 'string' } } },
      }),
      '/metrics': get('metrics', 'Figures in the Prometheus text format.', {
        description: 'Figures.',
        content: { 'text/plain': { schema: { type: 'string' } } },
      }),
      '/openapi.json': get('openapi', 'This document.', jsonContent('OpenAPI 3.1.', { type: 'object' })),
      '/': get('status', 'A page for people.', {
        description: 'HTML.',
        content: { 'text/html': { schema: { type: 'string' } } },
      }),
    },
    // Either: with a key where the operator has set one, or without.
    security: [{}, { bearer: [] }, { header: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
      schemas: {
        Row: rowSchema(plan),
        Prediction: predictionSchema(plan),
        Feedback: feedbackSchema(plan),
        Error: {
          type: 'object',
          properties: { error: { type: 'string' }, code: { type: 'string' }, hint: { type: 'string' } },
          required: ['error'],
        },
        Ready: { type: 'object', properties: { ready: { type: 'boolean' } }, required: ['ready'] },
        ModelReady: {
          type: 'object',
          properties: { name: { const: name }, ready: { type: 'boolean' } },
          required: ['name', 'ready'],
        },
        ServerMetadata: {
          type: 'object',
          properties: {
            name: { type: 'string' },
            version: { type: 'string' },
            extensions: { type: 'array', items: { type: 'string' } },
          },
          required: ['name', 'version', 'extensions'],
        },
        ModelMetadata: {
          type: 'object',
          properties: {
            name: { const: name },
            versions: { type: 'array', items: { type: 'string' } },
            platform: { type: 'string' },
            inputs: { type: 'array', items: tensorMetadata },
            outputs: { type: 'array', items: tensorMetadata },
            ...decision,
          },
          required: ['name', 'platform', 'inputs', 'outputs'],
        },
        InferRequest: inferRequest(plan),
        InferResponse: {
          type: 'object',
          properties: {
            model_name: { const: name },
            model_version: { type: 'string' },
            id: { type: 'string' },
            ...decision,
            outputs: {
              type: 'array',
              items: {
                type: 'object',
                properties: { name: { type: 'string' }, shape, datatype, parameters, data: { type: 'array' } },
                required: ['name', 'shape', 'datatype'],
              },
            },
          },
          required: ['model_name', 'outputs'],
        },
      },
    },
  };
}
