import type { RunRecord } from '../../../../app/api/schemas/runs';
import { count, shortHash } from '../../format/numbers';
import { policyText } from '../../format/missingPolicy';

type Setting = [name: string, read: (run: RunRecord) => string];

const settings: Setting[] = [
  ['Model', ({ model }) => `${model.name} (${shortHash(model.sha256)})`],
  ['Data', ({ data }) => `${data.name} (${shortHash(data.sha256)})`],
  ['Rows', ({ rows }) => `${count(rows.done)} of ${count(rows.total)}`],
  ['State', ({ state }) => state],
  ['Provider asked for', ({ settings: { provider } }) => provider],
  ['Ran on', ({ provider }) => provider ?? '–'],
  ['Batch size asked for', ({ settings: { batch } }) => (batch === null ? 'measured' : count(batch))],
  ['Batch size', ({ batch }) => (batch === null ? '–' : count(batch))],
  ['Threads', ({ settings: { threads } }) => (threads === null ? 'automatic' : count(threads))],
  ['Windows', ({ settings: { window } }) => window],
  ['Seed', ({ settings: { seed } }) => String(seed)],
  ['Positive class', ({ mapping }) => mapping.positive ?? '–'],
  ['Decision threshold', ({ plan: { threshold } }) => (threshold === undefined ? 'as the model says' : String(threshold))],
  ['Scores read as', ({ mapping }) => mapping.reading.scores?.form ?? '–'],
  ['onnxruntime', ({ versions }) => versions.onnxruntime],
  ['Drydock', ({ versions }) => versions.drydock],
  ['Processor', ({ host }) => `${host.cpu}, ${host.cores} cores`],
];

function mappingSettings(run: RunRecord): Map<string, string> {
  const entries = new Map<string, string>();
  for (const { name, role } of run.mapping.columns) entries.set(`Role of ${name}`, role);
  for (const { input, feeds } of run.mapping.inputs) {
    feeds.forEach((feed, element) => {
      const name = feeds.length > 1 ? `${input}[${element}]` : input;
      entries.set(`Fed into ${name}`, `${feed.column ?? 'nothing'}; missing: ${policyText(feed.missing)}`);
    });
  }
  return entries;
}

/** Only what differs between the runs: one line each, with a value per run. */
export function differingSettings(runs: RunRecord[]): { name: string; values: string[] }[] {
  const plain = settings.map(([name, read]) => ({ name, values: runs.map(read) }));
  const mappings = runs.map(mappingSettings);
  const names = [...new Set(mappings.flatMap((entries) => [...entries.keys()]))];
  const mapped = names.map((name) => ({ name, values: mappings.map((entries) => entries.get(name) ?? '–') }));
  return [...plain, ...mapped].filter(({ values }) => new Set(values).size > 1);
}
