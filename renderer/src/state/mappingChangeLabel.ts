import type { Mapping } from '../../../app/api/schemas/mapping';

/** What an edit of the mapping changed, as it follows "Undid: ". What a person did stands before what followed from it. */
export function mappingChangeLabel(before: Mapping, after: Mapping): string {
  const feeds = new Map(before.inputs.flatMap(({ input, feeds }) => feeds.map((feed, at) => [`${input} ${at}`, feed] as const)));
  const fed = after.inputs.flatMap(({ input, feeds: now }) =>
    now.flatMap((feed, at) => {
      const was = feeds.get(`${input} ${at}`);
      if (!was || JSON.stringify(was) === JSON.stringify(feed)) return [];
      const name = now.length > 1 ? `element ${at + 1} of ${input}` : input;
      return [was.column === feed.column ? `missing values of ${feed.column ?? name}` : `column of ${name}`];
    }),
  );
  if (fed.length > 0) return fed.length === 1 ? (fed[0] ?? '') : `${fed.length} columns of inputs`;

  const roles = new Map(before.columns.map(({ name, role }) => [name, role]));
  const given = after.columns.filter(({ name, role }) => roles.get(name) !== role);
  // Giving a role that only one column has takes it from another, which is then a feature or ignored.
  const chosen = given.find(({ reason }) => reason === 'chosen by you') ?? given[0];
  if (chosen) return `role of ${chosen.name}`;

  const names = new Set([...Object.keys(before.labels), ...Object.keys(after.labels)]);
  const labels = [...names].filter((name) => at(before.labels, name) !== at(after.labels, name));
  if (labels.length > 0) return labels.length === 1 ? `class of the label ${labels[0] ?? ''}` : 'classes of labels';
  if (before.positive !== after.positive) return 'positive class';
  if (JSON.stringify(before.decision) !== JSON.stringify(after.decision)) return 'decision threshold';
  if (JSON.stringify(before.reading) !== JSON.stringify(after.reading)) return 'reading of the output';
  return 'change of the mapping';
}

function at(labels: Mapping['labels'], name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}
