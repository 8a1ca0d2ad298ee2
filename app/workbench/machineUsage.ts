import { cpus, freemem, totalmem } from 'node:os';
import { createGraphicsMemory, type GraphicsMemory } from './graphicsMemory.ts';

export interface MachineUsage {
  /** 0..1, of all cores, since the last call. */
  cpuShare: number;
  memoryBytes: number;
  totalMemoryBytes: number;
  /** Where it can be known. */
  gpu?: GraphicsMemory;
}

/** Processor and memory in use on the machine, whoever uses them: workers come and go, and the person wants to know what is left. */
export function createMachineUsage(): () => MachineUsage {
  let before = processorTimes();
  const graphics = createGraphicsMemory();
  return () => {
    const now = processorTimes();
    const total = now.total - before.total;
    const cpuShare = total > 0 ? Math.min(1, Math.max(0, 1 - (now.idle - before.idle) / total)) : 0;
    before = now;
    const gpu = graphics();
    return { cpuShare, memoryBytes: totalmem() - freemem(), totalMemoryBytes: totalmem(), ...(gpu && { gpu }) };
  };
}

function processorTimes(): { idle: number; total: number } {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, total };
}
