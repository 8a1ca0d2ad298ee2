// Shipped examples: examples/<name>/example.json and the files it names.
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';

const ExampleFile = z.object({
  title: z.string(),
  description: z.string(),
  model: z.string(),
  data: z.array(z.string()).min(1),
  /** A saved mapping, where the suggested one would not do. */
  mapping: z.string().optional(),
});

export interface Example extends z.infer<typeof ExampleFile> {
  name: string;
}

/** Folders without a sound example.json are no examples. */
export async function listExamples(folder: string): Promise<Example[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const examples = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map(({ name }) => readExample(folder, name).catch(() => null)),
  );
  return examples.filter((example) => example !== null).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws NOT_FOUND, naming the examples there are */
export async function findExample(folder: string, name: string): Promise<Example> {
  const examples = await listExamples(folder);
  const example = examples.find((one) => one.name === name);
  if (example) return example;
  throw new AppError('NOT_FOUND', `There is no example called “${name}”.`, {
    hint:
      examples.length > 0
        ? `There are: ${examples.map((one) => one.name).join(', ')}.`
        : 'This installation came without examples.',
  });
}

/** Copies the files of an example into a project folder; returns where they are now. */
export async function copyExample(
  folder: string,
  example: Example,
  project: string,
): Promise<{ model: string; data: string[]; mapping: string | null }> {
  const copy = async (file: string): Promise<string> => {
    const target = join(project, basename(file));
    await copyFile(join(folder, example.name, basename(file)), target);
    return target;
  };
  return {
    model: await copy(example.model),
    data: await Promise.all(example.data.map(copy)),
    mapping: example.mapping === undefined ? null : await copy(example.mapping),
  };
}

async function readExample(folder: string, name: string): Promise<Example> {
  const text = await readFile(join(folder, name, 'example.json'), 'utf8');
  return { name, ...ExampleFile.parse(JSON.parse(text)) };
}
