// Every kind of repair of cells there is, in the order in which they are tried. Adding one: a file in this folder, its line
// here and its name among HardenKind.
import type { CellKind } from '../kind.ts';
import { category } from './category.ts';
import { clip } from './clip.ts';
import { imputation } from './imputation.ts';
import { sentinels } from './sentinels.ts';
import { unit } from './unit.ts';

export const cellKinds: readonly CellKind[] = [imputation, sentinels, unit, clip, category];
