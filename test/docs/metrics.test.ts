import { expect, it } from 'vitest';
import { metricCatalogue } from '../../app/api/metricCatalogue.ts';

it('docs/metrics.md lists exactly the metric catalogue (vitest -u rewrites it)', async () => {
  const sections = metricCatalogue.map(
    (card) =>
      `## ${card.title} (\`${card.name}\`)\n\n${card.meaning} ${card.higherIsBetter ? 'Higher is better.' : 'Lower is better.'}\n\n${card.definition}\n\n*95 % interval:* ${card.interval}`,
  );
  const page = `# Metrics

What each figure means, how it is defined where tools differ, and how its interval is made. The values equal scikit-learn's to 1e-9 on
the same predictions (\`test/reference/metrics.py\`); the coverage of the intervals was measured by simulation
(\`test/reference/intervalCoverage.ts\`). This page is made from \`app/api/metricCatalogue.ts\`.

${sections.join('\n\n')}
`;
  await expect(page).toMatchFileSnapshot('../../docs/metrics.md');
});
