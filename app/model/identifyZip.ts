// Many frameworks save zip archives; the names inside tell which.
import { open, type Entry, type ZipFile } from 'yauzl';
import type { ModelKind } from './conversions.ts';

const mostNames = 10_000;

function readNames(path: string): Promise<string[] | null> {
  return new Promise((resolve) => {
    open(
      path,
      { lazyEntries: true, autoClose: true, decodeStrings: true, strictFileNames: false },
      (error: Error | null, zip?: ZipFile) => {
        if (error || !zip) {
          resolve(null);
          return;
        }
        const names: string[] = [];
        zip.on('entry', (entry: Entry) => {
          names.push(entry.fileName);
          if (names.length < mostNames) zip.readEntry();
          else {
            zip.close();
            resolve(names);
          }
        });
        zip.on('end', () => resolve(names));
        zip.on('error', () => resolve(names.length > 0 ? names : null));
        zip.readEntry();
      },
    );
  });
}

const kinds: { kind: ModelKind; has: (names: string[]) => boolean }[] = [
  { kind: 'keras', has: (names) => names.includes('config.json') && names.some((name) => name.endsWith('.weights.h5')) },
  {
    kind: 'torchscript',
    has: (names) => names.some((name) => name.endsWith('constants.pkl')) && names.some((name) => /(^|\/)code\//.test(name)),
  },
  {
    kind: 'torchExport',
    has: (names) => names.some((name) => /(^|\/)(archive_format|serialized_exported_program\.json)$/.test(name)),
  },
  { kind: 'torch', has: (names) => names.some((name) => /(^|\/)data\.pkl$/.test(name)) },
  { kind: 'mojo', has: (names) => names.includes('model.ini') },
  { kind: 'npz', has: (names) => names.length > 0 && names.every((name) => name.endsWith('.npy')) },
  { kind: 'skops', has: (names) => names.includes('schema.json') },
  { kind: 'coreml', has: (names) => names.some((name) => name.endsWith('.mlmodel')) },
  { kind: 'zipWithOnnx', has: (names) => names.some((name) => name.toLowerCase().endsWith('.onnx')) },
  { kind: 'savedModel', has: (names) => names.some((name) => /(^|\/)saved_model\.pb$/.test(name)) },
  // A spreadsheet is data, not a model.
  { kind: 'zip', has: (names) => !names.includes('[Content_Types].xml') },
];

/** What kind of archive this is; null for a spreadsheet or document. A damaged archive is a zip all the same. */
export async function identifyZip(path: string): Promise<ModelKind | null> {
  const names = await readNames(path);
  if (!names) return 'zip';
  return kinds.find(({ has }) => has(names))?.kind ?? null;
}
