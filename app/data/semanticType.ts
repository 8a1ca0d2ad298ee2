import type { SemanticType } from '../api/schemas/datasets.ts';
import type { Basics, Kind } from './columnSql.ts';

/** Named like something that tells rows apart. */
export function isIdName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return (
    words.some((word) => /^(id|ids|uuid|guid|key|pk|rowid|identifier|idx|index|serial|oid)$/.test(word)) ||
    /(_id|Id|ID)$/.test(name)
  );
}

const yesNo = [['yes', 'no'], ['y', 'n'], ['t', 'f'], ['true', 'false']]; // prettier-ignore

/** What a column is to a person, from how it is stored and what is in it. */
export function semanticType(
  kind: Kind,
  storage: string,
  basics: Basics,
  distinct: number,
  rows: number,
  name: string,
  top: readonly { value: string }[],
): SemanticType {
  const { present } = basics;
  const unique = present >= 2 && distinct === present;
  const nearlyUnique = present >= 20 && distinct >= present * 0.95;
  switch (kind) {
    case 'time':
      return 'datetime';
    case 'boolean':
      return 'boolean';
    case 'number': {
      const whole = !/^(DOUBLE|FLOAT|DECIMAL)/.test(storage) || /^DECIMAL\(\d+,0\)$/.test(storage);
      if (!whole) return 'number';
      return isIdName(name) && (unique || nearlyUnique) ? 'id' : 'integer';
    }
    case 'text': {
      const values = top.map((each) => each.value.trim().toLowerCase());
      if (distinct > 0 && distinct <= 4 && yesNo.some((pair) => values.every((value) => pair.includes(value)))) return 'boolean';
      if (storage === 'UUID' || (isIdName(name) && (unique || nearlyUnique))) return 'id';
      // Without a name only long columns of short unique words: a handful of different cities are no ids.
      if (
        present >= 50 &&
        unique &&
        present === rows &&
        basics.length <= 40 &&
        values.every((value) => /^[\w.:/#@+-]+$/.test(value))
      )
        return 'id';
      if (storage.startsWith('ENUM')) return 'category';
      const limit = Math.max(20, Math.min(1000, present * 0.05));
      return distinct <= limit && basics.length <= 100
        ? 'category'
        : distinct <= 1000 && distinct <= present * 0.2
          ? 'category'
          : 'text';
    }
  }
}
