import type { Log } from '../../../main/supervisor/logFile.ts';

export function memoryLog(): Log & { text(): string } {
  const lines: string[] = [];
  return {
    write: (source, message, detail) =>
      void lines.push(`${source}: ${message} ${detail instanceof Error ? detail.message : JSON.stringify(detail)}`),
    text: () => lines.join('\n'),
  };
}
