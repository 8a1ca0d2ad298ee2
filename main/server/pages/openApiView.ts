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
        bodies: Object.entries(requestBody?.content ?? {}).map(([type, { schema, example }]) => ({ type, schema, example })),
        answers: Object.entries(responses).map(([status, { description }]) => ({ status, description })),
      })),
    ),
  };
}
