import { expect, it } from 'vitest';
import { errorCodes } from '../../app/base/errors.ts';

it('docs/errors.md lists exactly the error table (vitest -u rewrites it)', async () => {
  const rows = Object.entries(errorCodes).map(
    ([code, { http, exit, retry, meaning }]) => `| \`${code}\` | ${meaning} | ${exit} | ${http} | ${retry ? 'yes' : 'no'} |`,
  );
  const page = `# Errors

Every error of Drydock says what happened, where (file, line, row, column, tensor) and what to do. Its code comes from this
table, which is made from \`app/base/errors.ts\`. With \`--json\` the command line prints \`{"error": {code, message, hint, where}}\`.

| code | meaning | exit code | HTTP status | worth a retry |
|---|---|---|---|---|
${rows.join('\n')}

A gate or check that fails is no error: the command ends with exit code 1.
`;
  await expect(page).toMatchFileSnapshot('../../docs/errors.md');
});
