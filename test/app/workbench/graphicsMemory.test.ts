import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createGraphicsMemory, parseGraphicsMemory } from '../../../app/workbench/graphicsMemory.ts';

it('adds up the cards, and takes nothing else for figures', () => {
  expect(parseGraphicsMemory('1520, 81559\n80, 81559\n')).toEqual({
    memoryBytes: 1600 * 2 ** 20,
    totalMemoryBytes: 163118 * 2 ** 20,
  });
  for (const text of ['', '[N/A], [N/A]', 'No devices were found', '1520, 81559\n[N/A], 81559', '12']) {
    expect(parseGraphicsMemory(text)).toBeUndefined();
  }
});

describe.skipIf(process.platform === 'win32')('the tool', () => {
  const inFolder = async (use: (tool: string) => Promise<void>): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'drydock-gpu-'));
    await use(join(folder, 'nvidia-smi')).finally(() => rm(folder, { recursive: true, force: true }));
  };
  const install = async (tool: string): Promise<void> => {
    await writeFile(tool, '#!/bin/sh\n[ "$1" = --query-gpu=memory.used,memory.total ] && echo "2048, 24576"\n');
    await chmod(tool, 0o755);
  };

  it('is not asked again on a machine that has none', () =>
    inFolder(async (tool) => {
      const memory = createGraphicsMemory(tool);
      expect(memory()).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await install(tool);
      memory();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(memory()).toBeUndefined();
    }));

  it('has told what is known, also when it fails later', () =>
    inFolder(async (tool) => {
      await install(tool);
      const memory = createGraphicsMemory(tool);
      await vi.waitFor(() => expect(memory()).toEqual({ memoryBytes: 2 ** 31, totalMemoryBytes: 24 * 2 ** 30 }), 5_000);
      await rm(tool);
      memory();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(memory()).toBeDefined();
    }));
});
