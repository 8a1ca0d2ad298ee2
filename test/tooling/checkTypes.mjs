// Types of all projects in one process. A file belongs to the first project that has it and is checked there, with the libraries
// that its layer may use; where another project imports it, it is not checked again. What is read is shared between projects.
//   node test/tooling/checkTypes.mjs app main   these only; without names, all
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Lower layers first: what they hold is checked without what those above may use. */
const projects = ['app', 'main', 'renderer', 'test', 'bench'];

const checked = new Set();
/** Parsed files by what decides how a file is parsed and bound. */
const parsed = new Map();

function read(project) {
  const problems = [];
  const config = ts.getParsedCommandLineOfConfigFile(join(root, project, 'tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => problems.push(problem),
  });
  return { config, problems: [...problems, ...(config?.errors ?? [])] };
}

/** Reads each file once for all projects that treat it alike. */
function sharingHost(options) {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  const { module, moduleResolution, jsx, target } = options;
  host.getSourceFile = (name, how, ...rest) => {
    const key = JSON.stringify([name, how, module, moduleResolution, jsx, target]);
    if (!parsed.has(key)) parsed.set(key, getSourceFile.call(host, name, how, ...rest));
    return parsed.get(key);
  };
  return host;
}

function check(project) {
  const { config, problems } = read(project);
  if (!config) return problems;
  const { options, fileNames } = config;
  const program = ts.createProgram({ rootNames: fileNames, options, host: sharingHost(options) });
  const own = program
    .getSourceFiles()
    .filter((file) => !checked.has(file.fileName) && !/[\\/]node_modules[\\/]/.test(file.fileName));
  const found = own.flatMap((file) => {
    checked.add(file.fileName);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  });
  // After the files: looking at them is what brings problems of all of them to light.
  return [...problems, ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...found];
}

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !projects.includes(name));
if (unknown !== undefined) {
  console.error(`There is no project "${unknown}"; the projects are: ${projects.join(', ')}.`);
  process.exit(2);
}
let count = 0;
for (const project of projects.filter((name) => chosen.length === 0 || chosen.includes(name))) {
  const startedAt = performance.now();
  const problems = ts.sortAndDeduplicateDiagnostics(check(project));
  count += problems.length;
  if (problems.length > 0) {
    const shown = { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };
    console.log(ts.formatDiagnostics(problems, shown));
  }
  console.log(`types of ${project}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
if (count > 0) process.exit(1);
