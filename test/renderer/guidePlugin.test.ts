import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readGuide } from '../../renderer/plugins/guide.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-guide-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

it('the guide is cut into chapters with anchors, and a second document becomes a chapter of it', async () => {
  const first = await write('guide.md', '# Guide\n\nLost.\n\n## Where `things` live\n\nText **here**.\n\n### Part\n\nMore.\n');
  const second = await write('figures.md', '# Figures\n\nWhat they are.\n\n## Accuracy\n\nRight ones.\n');
  const { sections } = readGuide([first, second]);
  expect(sections.map(({ id, level, title }) => [id, level, title])).toEqual([
    ['where-things-live', 2, 'Where things live'],
    ['part', 3, 'Part'],
    ['figures', 2, 'Figures'],
    ['accuracy', 3, 'Accuracy'],
  ]);
  expect(sections[0]?.html.trim()).toBe('<p>Text <strong>here</strong>.</p>');
});

it('links between the documents become links between chapters; links to other files become plain words', async () => {
  const first = await write(
    'guide.md',
    '# Guide\n\n## One\n\n[there](figures.md#acc-uracy), [all](figures.md), [up](#one), [code](../app/x.ts), [out](https://example.org/a?b=1&c)\n',
  );
  const second = await write('figures.md', '# Figures\n\n## Acc uracy\n\nx\n');
  expect(readGuide([first, second]).sections[0]?.html.trim()).toBe(
    '<p><a href="#" data-section="acc-uracy">there</a>, <a href="#" data-section="figures">all</a>, <a href="#" data-section="one">up</a>, code, ' +
      '<a href="https://example.org/a?b=1&#38;c" target="_blank" rel="noopener noreferrer">out</a></p>',
  );
});

it('images are taken along, and one that is not there stops the build', async () => {
  await write('shot.png', 'x');
  const path = await write('guide.md', '# Guide\n\n## One\n\n![the page](shot.png)\n');
  const { sections, images } = readGuide([path]);
  expect(images).toEqual([join(folder, 'shot.png')]);
  expect(sections[0]?.html).toContain('<img src="{{image:0}}" alt="the page" loading="lazy">');
  await write('guide.md', '# Guide\n\n## One\n\n![the page](gone.png)\n');
  expect(() => readGuide([path])).toThrow('gone.png, which is not there');
});

it('the shipped guide has no link into nothing', () => {
  const docs = join(import.meta.dirname, '../../docs');
  const { sections, images } = readGuide([join(docs, 'user-guide.md'), join(docs, 'metrics.md')]);
  const ids = sections.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const linked = sections.flatMap(({ html }) => [...html.matchAll(/data-section="([^"]*)"/g)].map(([, id]) => id));
  expect(linked.length).toBeGreaterThan(0);
  expect(linked.filter((id) => !ids.includes(id ?? ''))).toEqual([]);
  expect(images.filter((path) => !existsSync(path))).toEqual([]);
});
