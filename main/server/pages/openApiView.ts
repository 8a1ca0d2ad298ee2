// The part of openapi.json that a person reads: calls with their bodies, answers and examples.
import { z } from 'zod';

const Content = z.record(z.string(), z.object({ schema: z.unknown(), example: z.unknown() }).partial());
const Operation = z.object({
  summary: z.string().default(''),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: Content.optional() })).default({}),
});
const Document = z.object({
  info: z.object({ title: z.string(), description: z.string().default('') }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

export interface Call {
  method: string;
  path: string;
  summary: string;
  bodies: { type: string; schema: unknown; example: unknown }[];
  answers: { status: string; description: string }[];
}

export interface OpenApiView {
  title: string;
  description: string;
  calls: Call[];
  schemas: Record<string, unknown>;
}

const refStart = '#/components/schemas/';

/** A schema as it is read by a person: what it refers to stands in its place. One that holds itself is named there. */
function inPlace(value: unknown, schemas: Record<string, unknown>, within: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((one) => inPlace(one, schemas, within));
  if (typeof value !== 'object' || value === null) return value;
  const name = '$ref' in value && String(value.$ref).startsWith(refStart) ? String(value.$ref).slice(refStart.length) : null;
  if (name === null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inPlace(one, schemas, within)]));
  }
  if (within.includes(name) || !Object.hasOwn(schemas, name)) return value;
  return inPlace(schemas[name], schemas, [...within, name]);
}

/** @throws ZodError for a document of another form */
export function openApiView(text: string): OpenApiView {
  const { info, paths, components } = Document.parse(JSON.parse(text));
  return {
    title: info.title,
    description: info.description,
    schemas: components.schemas,
    calls: Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { summary, requestBody, responses }]): Call => ({
        method: method.toUpperCase(),
        path,
        summary,
        bodies: Object.entries(requestBody?.content ?? {}).map(([type, { schema, example }]) => ({
          type,
          schema: inPlace(schema, components.schemas),
          example,
        })),
        answers: Object.entries(responses).map(([status, { description }]) => ({ status, description })),
      })),
    ),
  };
}
