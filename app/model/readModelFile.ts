// ModelProto: everything about an ONNX file that can be known without its weights.
import type { FileBytes } from './fileBytes.ts';
import { messageRange, readFields, readText, type ByteRange, type Field } from './protobufReader.ts';
import { emptyGraph, emptyTotals, plainDomain, readGraph, readNode, type Graph, type Totals } from './readGraph.ts';

export interface ModelFile {
  irVersion: number;
  producer: string;
  producerVersion: string;
  description: string;
  opsets: { domain: string; version: number }[];
  metadata: Record<string, string>;
  graph: Graph;
  /** Where the graph lies; more than one piece is legal. Starts of the fields, for rewriting. */
  graphFields: { fieldStart: number; range: ByteRange }[];
  totals: Totals;
  /** Domains that the file itself defines operators of (local functions). */
  functionDomains: Set<string>;
}

function readPair(bytes: FileBytes, field: Field): { text: string; field2: Field | null } {
  let text = '';
  let field2: Field | null = null;
  for (const child of readFields(bytes, messageRange(bytes, field))) {
    if (child.number === 1) text = readText(bytes, child);
    else if (child.number === 2) field2 = child;
  }
  return { text, field2 };
}

function readFunction(bytes: FileBytes, field: Field, totals: Totals): string {
  let domain = '';
  for (const child of readFields(bytes, messageRange(bytes, field))) {
    if (child.number === 7) readNode(bytes, child, totals);
    else if (child.number === 10) domain = plainDomain(readText(bytes, child));
  }
  return domain;
}

/** Reads the structure of an ONNX file. Throws MODEL_INVALID when it is truncated, inconsistent or has no graph. */
export async function readModelFile(bytes: FileBytes, signal?: AbortSignal): Promise<ModelFile> {
  const model: ModelFile = {
    irVersion: 0,
    producer: '',
    producerVersion: '',
    description: '',
    opsets: [],
    metadata: {},
    graph: emptyGraph(),
    graphFields: [],
    totals: emptyTotals(),
    functionDomains: new Set(),
  };
  const metadata = new Map<string, string>();
  for (const field of readFields(bytes, { start: 0, end: bytes.size })) {
    if (field.number === 1) model.irVersion = Number(field.value);
    else if (field.number === 2) model.producer = readText(bytes, field);
    else if (field.number === 3) model.producerVersion = readText(bytes, field);
    else if (field.number === 6) model.description = readText(bytes, field);
    else if (field.number === 7) {
      const range = messageRange(bytes, field);
      model.graphFields.push({ fieldStart: field.fieldStart, range });
      await readGraph(bytes, range, model, signal);
    } else if (field.number === 8) {
      const { text, field2 } = readPair(bytes, field);
      model.opsets.push({ domain: plainDomain(text), version: Number(field2?.value ?? 0n) });
    } else if (field.number === 14) {
      const { text, field2 } = readPair(bytes, field);
      metadata.set(text, field2 ? readText(bytes, field2) : '');
    } else if (field.number === 25) {
      model.functionDomains.add(readFunction(bytes, field, model.totals));
    }
  }
  if (model.graphFields.length === 0) throw bytes.damaged('holds no graph');
  model.metadata = Object.fromEntries(metadata);
  return model;
}
