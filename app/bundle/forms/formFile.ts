// forms.json in the folder of a run: what other forms of its model came to. form.json in that of the run of a form.
import { join } from 'node:path';
import { FormNote, FormReport } from '../../api/schemas/forms.ts';
import type { FormResult } from '../../api/schemas/forms.ts';
import { writeJsonAtomic } from '../../storage/atomicWrite.ts';
import { readKept } from '../keptDocument.ts';

const again = 'Make the forms again, or remove the file.';

/** Null where none were made. */
export function readForms(runDir: string): Promise<FormReport | null> {
  return readKept(join(runDir, 'forms.json'), FormReport, { what: 'The list of forms', hint: again });
}

export function writeForms(runDir: string, report: FormReport): Promise<void> {
  return writeJsonAtomic(join(runDir, 'forms.json'), report);
}

/** Null where the run is of a model as it was given. */
export function readFormNote(runDir: string): Promise<FormNote | null> {
  return readKept(join(runDir, 'form.json'), FormNote, { what: 'What is known of this form of the model', hint: again });
}

export function writeFormNote(runDir: string, note: FormNote): Promise<void> {
  return writeJsonAtomic(join(runDir, 'form.json'), note);
}

/** What the bundle of a form says about it; null where there is no such form. */
export function formNote({ of, cpu }: FormReport, { kind, made }: FormResult): FormNote | null {
  if (!made) return null;
  const { bytes, comparison, largest, speed } = made;
  return {
    kind,
    of: { runId: of.runId, sha256: of.sha256, bytes: of.bytes },
    bytes,
    rows: comparison.rows,
    changed: comparison.flips?.changed ?? null,
    largest,
    figures: comparison.differences.map(({ metric, a, b, difference, verdict }) => ({
      metric,
      original: a,
      form: b,
      difference,
      verdict,
    })),
    speed,
    cpu,
  };
}
