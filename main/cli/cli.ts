#!/usr/bin/env node
// The `drydock` command: arguments in, exit code out. Every command is a file in commands/.
import { Command, CommanderError } from 'commander';
import type { BundleFlags } from './commands/bundle.ts';
import type { ValidateFlags } from './commands/validate.ts';
import { addReadFlags, positiveInteger, providerName, taskName, wholeNumber, windowUnit } from './options.ts';
import { ignoreClosedPipes, reportError, reportUsage } from './errorReport.ts';
import type { OutputOptions } from './output.ts';
import type { Session } from './session.ts';
import { programFiles } from '../supervisor/programFiles.ts';

let exitCode = 0;

interface SessionFlags extends OutputOptions {
  project?: string;
  out?: string;
}

/** Runs one command with a workbench of its own; Ctrl+C once asks it to stop, twice ends it. */
async function withSession(
  flags: SessionFlags,
  run: (session: Session) => Promise<number>,
  keepsProject = flags.project !== undefined || flags.out !== undefined,
): Promise<void> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const { openSession } = await import('./openSession.ts');
    const session = await openSession(controller.signal, { keepsProject });
    try {
      exitCode = await run(session);
    } finally {
      await session.close();
    }
  } catch (error) {
    exitCode = reportError(error, flags);
  }
}

function outputFlags(command: Command): Command {
  return command
    .option('--json', 'one JSON document on stdout, nothing else')
    .option('--quiet', 'no progress and no report text');
}

function createProgram(): Command {
  const program = new Command('drydock')
    .description(
      'Test an ONNX model on real data, watch its accuracy over time, export a deployment bundle. Nothing leaves this machine.',
    )
    .version(programFiles(import.meta.url).version)
    .showHelpAfterError('(drydock --help shows the commands)')
    .configureHelp({ sortSubcommands: false });

  program
    .command('open', { isDefault: true })
    .description('open the workbench: a desktop window, or the browser where there is no Electron runtime')
    .argument('[project]', 'project folder to open')
    .option('--browser', 'use the browser even where a desktop window is possible')
    .option('--port <number>', 'port of the browser workbench (default: a free one)', positiveInteger)
    .option('--no-launch', 'print the address and do not start a browser')
    .action(async (project: string | undefined, flags: { browser?: boolean; port?: number; launch: boolean }) => {
      try {
        const { openWorkbench } = await import('./commands/open.ts');
        exitCode = await openWorkbench(project, flags);
      } catch (error) {
        exitCode = reportError(error, {});
      }
    });

  program
    .command('serve')
    .description('serve the workbench on loopback for a browser')
    .argument('[project]', 'project folder to open')
    .option('--port <number>', 'port (default: a free one)', positiveInteger)
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--allow-remote', 'permit an address other than loopback; anybody who has the link can read files of this machine')
    .action(async (project: string | undefined, flags: { port?: number; host?: string; allowRemote?: boolean }) => {
      try {
        const { serveWorkbench } = await import('./commands/open.ts');
        exitCode = await serveWorkbench(project, { ...flags, launch: false });
      } catch (error) {
        exitCode = reportError(error, {});
      }
    });

  outputFlags(
    program
      .command('inspect')
      .description('signature, opset, operators, metadata, task and repairs of a model')
      .argument('<model>'),
  ).action(async (model: string, flags: OutputOptions) =>
    withSession(flags, async (session) => (await import('./commands/inspect.ts')).inspectCommand(session, model, flags)),
  );

  addReadFlags(
    outputFlags(
      program
        .command('profile')
        .description('schema, types, missing, ranges, duplicates, time span of data')
        .argument('<data...>'),
    ),
  ).action(async (data: string[], flags: OutputOptions) =>
    withSession(flags, async (session) => (await import('./commands/profile.ts')).profileCommand(session, data, flags)),
  );

  addReadFlags(
    outputFlags(program.command('validate').description('run a model over data: metrics with intervals, accuracy over time')),
  )
    .option('--model <file>', 'ONNX model')
    .option('--data <files...>', 'data: files, folders or globs that form one table')
    .option('--project <dir>', 'an existing project to work in')
    .option('--out <dir>', 'keep project, predictions and figures in this folder')
    .option('--target <column>', 'column with the true labels')
    .option('--time <column>', 'column that says when')
    .option('--id <column>', 'column that identifies a row')
    .option('--weight <column>', 'column with row weights')
    .option('--positive <class>', 'positive class of a binary model (default: the second in sorted order)')
    .option('--task <task>', 'binary, multiclass or regression (default: told by the model and the target)', taskName)
    .option('--map <file>', 'mapping file: whole, as saved in a project, or only what differs from the suggestion')
    .option('--window <unit>', 'day, week, month, quarter, year, rows:N or auto', windowUnit)
    .option('--provider <name>', 'auto, cpu, webgpu, cuda, tensorrt, dml or coreml', providerName)
    .option('--batch <rows>', 'rows a batch (default: measured)', positiveInteger)
    .option('--threads <count>', 'inference threads (default: chosen for this machine)', positiveInteger)
    .option('--seed <number>', 'seed of resampled intervals', wholeNumber)
    .option('--name <text>', 'name of the run')
    .option('--gate <file>', 'thresholds, for instance {"accuracy":{"min":0.85,"on":"every window"}}; exit code 1 when one fails')
    .action(async (flags: ValidateFlags) =>
      withSession(flags, async (session) => (await import('./commands/validate.ts')).validateCommand(session, flags)),
    );

  outputFlags(program.command('bundle').description('export a deployment bundle of a run'))
    .requiredOption('--run <run>', 'run id (with --project) or path of a run folder')
    .option('--project <dir>', 'project of the run')
    .option('--out <file>', 'where to write the .zip (default: in the run folder)')
    .option('--name <name>', 'name of the served model: lower-case letters, digits and dashes')
    .action(async (flags: BundleFlags) =>
      withSession(flags, async (session) => (await import('./commands/bundle.ts')).bundleCommand(session, flags)),
    );

  outputFlags(
    program
      .command('verify')
      .description('unpack a bundle elsewhere, start its server, replay the golden rows')
      .argument('<bundle>', 'bundle .zip or folder'),
  ).action(async (bundle: string, flags: OutputOptions) =>
    withSession(flags, async (session) => (await import('./commands/bundle.ts')).verifyCommand(session, bundle, flags)),
  );

  outputFlags(
    program.command('providers').description('execution providers of this machine, with the reason where one cannot run'),
  ).action(async (flags: OutputOptions) =>
    withSession(flags, async (session) => (await import('./commands/providers.ts')).providersCommand(session, flags)),
  );

  outputFlags(
    program.command('example').description('the whole main job on a shipped example: birdstrikes').argument('<name>'),
  ).action(async (name: string, flags: OutputOptions) =>
    withSession(flags, async (session) => (await import('./commands/example.ts')).exampleCommand(session, name, flags), true),
  );

  for (const command of [program, ...program.commands]) command.exitOverride();
  return program;
}

ignoreClosedPipes();
try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  exitCode = reportUsage(error, { json: process.argv.includes('--json') });
}
process.exitCode = exitCode;
