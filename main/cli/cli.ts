#!/usr/bin/env node
/* eslint-disable max-lines -- one table of commands, to be seen in one place */
// The `drydock` command: arguments in, exit code out. Every command is a file in commands/.
import { Command, CommanderError, Option } from 'commander';
import { RuntimePlatform } from '../../app/api/schemas/bundles.ts';
import { DriftPresetName } from '../../app/api/schemas/drift.ts';
import { FormKind } from '../../app/api/schemas/forms.ts';
import { bundleTargets } from '../../app/bundle/targets/registry.ts';
import type { BundleFlags, SignFlags, VerifyFlags } from './commands/bundle.ts';
import type { CompareFlags } from './commands/compare.ts';
import type { DriftFlags } from './commands/drift.ts';
import type { HardenFlags } from './commands/harden.ts';
import type { InspectFlags } from './commands/inspect.ts';
import type { LintFlags } from './commands/lint.ts';
import type { FormsFlags } from './commands/forms.ts';
import type { LoadtestFlags } from './commands/loadtest.ts';
import type { MonitorFlags } from './commands/monitor.ts';
import type { ProfileFlags } from './commands/profile.ts';
import type { ReadinessFlags } from './commands/readiness.ts';
import type { ReplayFlags } from './commands/replay.ts';
import type { RetrainFlags } from './commands/retrain.ts';
import type { StressFlags } from './commands/stress.ts';
import type { ValidateFlags } from './commands/validate.ts';
import {
  alarmsAMonth,
  costPair,
  minutes,
  numberFrom,
  numberOption,
  positiveInteger,
  positiveNumber,
  wholeFrom,
  wholeNumber,
} from './numberOptions.ts';
import {
  addModelFlags,
  addReadFlags,
  formKind,
  formKinds,
  hardenKinds,
  metricName,
  metricNames,
  modelName,
  otherProviders,
  providerName,
  runName,
  serverAddress,
  runtimePlatforms,
  targetIds,
  stressMetricName,
  textList,
  windowUnit,
} from './options.ts';
import { ignoreClosedPipes, reportError, reportUsage } from './errorReport.ts';
import type { OutputOptions } from './output.ts';
import type { Session } from './session.ts';
import { programFiles } from '../supervisor/programFiles.ts';

let exitCode = 0;

interface SessionFlags extends OutputOptions {
  project?: string;
  out?: string;
}

/** From being told to end (SIGTERM) to being gone: containers and CI jobs wait for ten seconds, some for less. */
const endWithinMs = 1_500;

/**
 * Runs one command with a workbench of its own. Ctrl+C once asks it to stop, and what it keeps is finished; twice ends it.
 * SIGTERM asks likewise, and ends it soon after: what was staged by then is finished when the project is next opened.
 */
async function withSession(
  flags: SessionFlags,
  run: (session: Session) => Promise<number>,
  keepsProject = flags.project !== undefined || flags.out !== undefined,
): Promise<void> {
  const controller = new AbortController();
  let session: Session | undefined;
  const end = (): void => {
    session?.kill();
    process.exit(130);
  };
  process.on('SIGINT', () => {
    if (controller.signal.aborted) end();
    controller.abort();
  });
  process.on('SIGTERM', () => {
    controller.abort();
    setTimeout(end, endWithinMs).unref();
  });
  try {
    const { openSession } = await import('./openSession.ts');
    session = await openSession(controller.signal, { keepsProject });
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
      .argument('<model>')
      .option('--labels <file>', 'class names of the model: a name a line, or a config.json with id2label'),
  ).action(async (model: string, flags: InspectFlags) =>
    withSession(flags, async (session) => (await import('./commands/inspect.ts')).inspectCommand(session, model, flags)),
  );

  addReadFlags(
    outputFlags(
      program
        .command('profile')
        .description('schema, types, missing, ranges, duplicates, time span of data')
        .argument('[data...]'),
    ),
  )
    .option('--project <dir>', 'the data of this project; --checks then goes by its mapping, settings and last run, too')
    .option(
      '--checks [file]',
      'check the data for faults; the file sets thresholds, columns and the reference; exit code 1 when a check fails',
    )
    .option('--target <column>', 'with --checks: column with the true labels')
    .option('--time <column>', 'with --checks: column that says when (default: the time column of the data)')
    .option('--keys <columns...>', 'with --checks: columns that only tell rows apart (default: columns like an id)')
    .option('--reference <files...>', 'with --checks: another table to hold the data against, for instance the training data')
    .option(
      '--reference-before <date>',
      'with --checks: rows before this date are the reference of those after (default: the first fifth by time)',
    )
    .option('--seed <number>', 'with --checks: seed of what is drawn', wholeNumber)
    .option('--budget <minutes>', 'with --checks: stop after so long with what was found', minutes)
    .option(
      '--gate <file>',
      'with --checks: for instance {"quality":{"all":{"fail":{"max":0}},"leakage":{"warn":{"max":0}}}}; it alone decides the exit code then',
    )
    .action(async (data: string[], flags: ProfileFlags) =>
      withSession(flags, async (session) => (await import('./commands/profile.ts')).profileCommand(session, data, flags)),
    );

  addModelFlags(
    addReadFlags(
      outputFlags(program.command('validate').description('run a model over data: metrics with intervals, accuracy over time')),
    ),
  )
    .option('--window <unit>', 'day, week, month, quarter, year, rows:N or auto', windowUnit)
    .option('--provider <name>', 'auto, cpu, webgpu, cuda, tensorrt, dml or coreml', providerName)
    .option('--batch <rows>', 'rows a batch (default: measured)', wholeFrom(1, 1_000_000))
    .option('--threads <count>', 'inference threads (default: chosen for this machine)', wholeFrom(1, 256))
    .option('--seed <number>', 'seed of resampled intervals', wholeNumber)
    .option('--name <text>', 'name of the run')
    .option(
      '--groups <columns...>',
      'set the groups of these columns beside each other: rates, metrics and the gaps between them',
    )
    .option('--report <file>', 'write everything as one self-contained HTML page')
    .option('--gate <file>', 'thresholds, for instance {"accuracy":{"min":0.85,"on":"every window"}}; exit code 1 when one fails')
    .action(async (flags: ValidateFlags) =>
      withSession(flags, async (session) => (await import('./commands/validate.ts')).validateCommand(session, flags)),
    );

  addModelFlags(
    addReadFlags(
      outputFlags(
        program
          .command('stress')
          .description('messy data: damage the rows in every way; where the answers break, how badly, and in which column'),
      ),
    ),
  )
    .option('--provider <name>', 'auto, cpu, webgpu, cuda, tensorrt, dml or coreml', providerName)
    .option('--threads <count>', 'inference threads (default: chosen for this machine)', wholeFrom(1, 256))
    .option('--seed <number>', 'seed of the damage and of the sample; same seed, same figures', wholeNumber)
    .option('--budget <minutes>', 'stop after so long with what was found; the most telling comes first', minutes)
    .option('--metric <name>', 'what the curves show (default: chosen by task and labels), or agreement', stressMetricName)
    .option('--corruptions <ids>', 'kinds of damage, separated by commas (default: all that fit)', textList)
    .option('--columns <names...>', 'columns to damage (default: all that feed the model)')
    .option('--rows <count>', 'rows to work on: a seeded sample of more (default: 20,000; at least 50)', wholeFrom(50, 5_000_000))
    .option(
      '--floor <value>',
      'breaking points are where the metric leaves this value (default: halfway to a dummy)',
      numberOption,
    )
    .option('--report <file>', 'write everything as one self-contained HTML page')
    .option('--baseline <run>', 'stress run whose damage is the unit of the relative score: its id, or its folder')
    .option('--name <text>', 'name of the stress run', runName)
    .option('--gate <file>', 'for instance {"stress":{"missing":{"at":3,"accuracy":{"min":0.8}}}}; exit code 1 when one fails')
    .action(async (flags: StressFlags) =>
      withSession(flags, async (session) => (await import('./commands/stress.ts')).stressCommand(session, flags)),
    );

  addModelFlags(
    addReadFlags(
      outputFlags(
        program
          .command('harden')
          .description('search what mends the model on messy data on one half of the rows, prove it on the other'),
      ),
    ),
  )
    .option('--provider <name>', 'auto, cpu, webgpu, cuda, tensorrt, dml or coreml', providerName)
    .option('--threads <count>', 'inference threads (default: chosen for this machine)', wholeFrom(1, 256))
    .option('--seed <number>', 'seed of the halves, the damage and the sample; same seed, same offers', wholeNumber)
    .option('--budget <minutes>', 'stop after so long with what is proved', minutes)
    .option(
      '--rows <count>',
      'rows to work on: a seeded sample of more (default: 20,000; at least 100)',
      wholeFrom(100, 2_000_000),
    )
    .option('--metric <name>', 'what repairs of cells and the threshold are to gain (default: chosen by task)', metricName)
    .option(
      '--costs <numbers>',
      'of a false positive and a false negative, as 1:10: the threshold is to lower the cost',
      costPair,
    )
    .option(
      '--kinds <names>',
      'sentinels,unit,category,clip,imputation,calibration,threshold,abstain, separated by commas (default: all that fit)',
      hardenKinds,
    )
    .option('--columns <names...>', 'columns to mend (default: all that feed the model)')
    .option(
      '--corruptions <ids>',
      'how rows are made messy, separated by commas (default: as each kind of repair asks)',
      textList,
    )
    .option(
      '--coverage <share>',
      'share of answers that a gate of confidence leaves unmarked (default: 0.9)',
      numberFrom(0.1, 0.99),
    )
    .option('--level <share>', 'share of rows whose true class a conformal set must hold (default: 0.9)', numberFrom(0.5, 0.999))
    .option('--accept [offers...]', 'make these offers part of the project (default: all, the first of each group)')
    .option('--map-out <file>', 'write the mapping with the offers accepted to this file')
    .option('--undo', 'only take back what the project accepted last')
    .option('--name <text>', 'name of the hardening run', runName)
    .option('--gate <file>', 'for instance {"harden":{"offers":{"max":0}}}; exit code 1 when one fails')
    .action(async (flags: HardenFlags) =>
      withSession(flags, async (session) => (await import('./commands/harden.ts')).hardenCommand(session, flags)),
    );

  outputFlags(
    program
      .command('compare')
      .description('compare runs with the first one: paired differences with intervals, McNemar, rows that flipped')
      .argument('<runs...>', 'run ids (with --project) or paths of run folders; the first is the reference'),
  )
    .option('--project <dir>', 'project of the runs')
    .option(
      '--fail-if-worse <metric>',
      'exit code 1 when the 95 % interval of its difference lies wholly on the worse side; may be given again',
      metricNames,
    )
    .action(async (runs: string[], flags: CompareFlags) =>
      withSession(flags, async (session) => (await import('./commands/compare.ts')).compareCommand(runs, flags, session.signal)),
    );

  addReadFlags(
    outputFlags(
      program
        .command('drift')
        .description('what changed against a reference, since when, in which columns, and what to do about it'),
    ),
  )
    .option('--current <files...>', 'the data to look at: files, folders or globs that form one table')
    .option('--reference <files...>', 'another table to hold them against, or saved references (of several: all together)')
    .option('--save-reference <file>', 'save the reference, to hold others against it without its table; alone, it only saves')
    .option('--no-sample', 'with --save-reference: keep no whole rows and no words of texts in it')
    .option('--reference-project <dir>', 'or the data of another project, with the predictions of its last validation')
    .option('--reference-start <date>', 'instead: a period of the same data (default: the first fifth by time)')
    .option('--reference-end <date>', 'its end')
    .option('--project <dir>', 'an existing project: its data, and the predictions of its last validation')
    .option('--out <dir>', 'keep the project and what was found in this folder')
    .option('--model <file>', 'ONNX model: both tables are run through it, and its predictions are compared too')
    .option('--target <column>', 'column with the true labels; the data to look at may lack it')
    .option('--id <column>', 'with --model: column that identifies a row')
    .option('--positive <class>', 'with --model: positive class of a binary model')
    .option('--map <file>', 'with --model: mapping file')
    .option('--time <column>', 'column that says when (default: the time column of the data)')
    .option('--window <unit>', 'day, week, month, quarter, year, rows:N or auto', windowUnit)
    .addOption(
      new Option('--preset <name>', 'whose tests, bins and thresholds').choices(DriftPresetName.options).default('drydock'),
    )
    .option('--columns <names...>', 'columns to compare (default: all that can be)')
    .option('--segments <column>', 'with a validation: the figure that is watched by the groups of this column, too')
    .option('--run <run>', 'with --project: the validation whose predictions are compared (default: the last complete one)')
    .option('--rows <count>', 'rows compared at most: a seeded sample of more (default: 2,000,000)', wholeFrom(1_000, 20_000_000))
    .option('--seed <number>', 'seed of the sample and of the permutations', wholeNumber)
    .option('--false-alarms <number>', 'set every change detector so that it alarms by chance so often in a month', alarmsAMonth)
    .option('--report <file>', 'write everything as one self-contained HTML page')
    .option('--name <text>', 'name of the drift run', runName)
    .option('--gate <file>', 'for instance {"drift":{"share":{"max":0.3},"alarms":{"max":0}}}; exit code 1 when one fails')
    .action(async (flags: DriftFlags) =>
      withSession(flags, async (session) => (await import('./commands/drift.ts')).driftCommand(session, flags)),
    );

  outputFlags(
    program
      .command('retrain')
      .description(
        'run a training command of yours on fresh rows, and compare its model with that of the project on rows held out',
      ),
  )
    .requiredOption('--project <dir>', 'the project: its model is the champion, its data have the rows')
    .requiredOption(
      '--command <line>',
      'for the shell; {data} becomes the training file, {reference} one of reference rows, {out} the folder for the new model',
    )
    .option('--from <date>', 'first moment of the fresh rows (default: all outside of the reference period)')
    .option('--to <date>', 'moment they end before')
    .option(
      '--hold-out <share>',
      'of the fresh rows, the last by time, never given to the command (default: 0.2)',
      numberFrom(0.05, 0.5),
    )
    .addOption(new Option('--format <name>', 'of the files for the command').choices(['parquet', 'csv']).default('parquet'))
    .option('--cwd <dir>', 'folder to run the command in (default: the project)')
    .option('--seed <number>', 'told to the command as DRYDOCK_SEED', wholeNumber)
    .option('--plan', 'show what would be done, and do nothing')
    .addOption(
      new Option('--promote <when>', 'make the new model that of the project; if-better: exit code 1 when it is not').choices([
        'always',
        'if-better',
      ]),
    )
    .option('--metric <name>', 'what decides (default: chosen by task)', metricName)
    .option('--name <text>', 'name of the retraining', runName)
    .action(async (flags: RetrainFlags) =>
      withSession(flags, async (session) => (await import('./commands/retrain.ts')).retrainCommand(session, flags)),
    );

  addModelFlags(
    addReadFlags(
      outputFlags(
        program
          .command('lint')
          .description('silent failures of a model: NaN answered, dead columns, batch and provider dependence, and more'),
      ),
    ),
  )
    .option('--provider <name>', 'auto, cpu, webgpu, cuda, tensorrt, dml or coreml', providerName)
    .option('--threads <count>', 'inference threads (default: chosen for this machine)', wholeFrom(1, 256))
    .option('--rows <count>', 'rows of the data to look at, a sample where there are more (default: 512)', wholeFrom(2, 100_000))
    .option('--seed <number>', 'seed of the sample', wholeNumber)
    .option('--against <providers...>', 'providers to compare with the CPU (default: all that can run here)', otherProviders)
    .addOption(new Option('--fail-on <severity>', 'exit code 1 from this severity on').choices(['fail', 'warn']).default('fail'))
    .action(async (flags: LintFlags) =>
      withSession(flags, async (session) => (await import('./commands/lint.ts')).lintCommand(session, flags)),
    );

  outputFlags(
    program
      .command('replay')
      .description('run a file of row tests (as the what-if editor saves them) through a model')
      .argument('<tests>', 'file of row tests'),
  )
    .option('--model <file>', 'ONNX model; the rows go through the mapping that the file of tests holds')
    .option('--project <dir>', 'a project: the rows go through its own model and mapping')
    .option('--provider <name>', 'auto, cpu, webgpu, cuda, tensorrt, dml or coreml', providerName)
    .action(async (tests: string, flags: ReplayFlags) =>
      withSession(flags, async (session) => (await import('./commands/replay.ts')).replayCommand(session, tests, flags)),
    );

  outputFlags(
    program
      .command('monitor')
      .description('read what a deployed bundle logged: accuracy over time, labels that came later, drift')
      .argument('<log...>', 'folder or files of the prediction log; or the address of a running server, for its live figures'),
  )
    .option(
      '--run <run>',
      'run that the bundle was exported from: its id (with --project), or its folder (default: as the log says)',
    )
    .option('--project <dir>', 'project of the run')
    .option('--labels <file>', 'table with labels by id; they win over feedback')
    .option('--id <column>', 'with --labels: column with the ids (default: as in the validated data, else "id")')
    .option('--target <column>', 'with --labels: column with the labels (default: as in the validated data, else "label")')
    .option('--window <unit>', 'day, week, month, quarter, year, rows:N or auto', windowUnit)
    .addOption(
      new Option('--preset <name>', 'by whose rules the log is held against what was validated (default: drydock)').choices(
        DriftPresetName.options,
      ),
    )
    .option('--no-drift', 'do not hold the log against what was validated')
    .option('--every <seconds>', 'look again after so long, until Ctrl+C', positiveNumber)
    .option('--gate <file>', 'thresholds as of validate and drift; exit code 1 when one fails')
    .action(async (logs: string[], flags: MonitorFlags) =>
      withSession(flags, async (session) => (await import('./commands/monitor.ts')).monitorCommand(session, logs, flags)),
    );

  outputFlags(program.command('bundle').description('export a deployment bundle of a run'))
    .requiredOption('--run <run>', 'run id (with --project) or path of a run folder')
    .option('--project <dir>', 'project of the run')
    .option('--out <file>', 'where to write the .zip (default: in the folder bundles of the project)')
    .option(
      '--name <name>',
      'name of the served model: lower-case letters, digits and dashes (default: made of the name of the project)',
      modelName,
    )
    .option('--sign <key>', 'sign it with this private key (PEM), beside the .zip')
    .option(
      '--form <kind>',
      `export another form of the model, made by \`drydock forms\`: ${FormKind.options.join(', ')} (default: as validated)`,
      formKind,
    )
    .option(
      '--runtime <platforms...>',
      `carry onnxruntime for these, so that nothing is installed where it runs: ${RuntimePlatform.options.join(', ')}`,
      runtimePlatforms,
    )
    .option(
      '--target <ids...>',
      `ways to deploy that files are written for: ${bundleTargets.map(({ id }) => id).join(', ')}, or all`,
      targetIds,
    )
    .action(async (flags: BundleFlags) =>
      withSession(flags, async (session) => (await import('./commands/bundle.ts')).bundleCommand(session, flags)),
    );

  outputFlags(
    program
      .command('forms')
      .description('other forms of the model of a run, each validated on the same rows and measured beside the original'),
  )
    .requiredOption('--run <run>', 'run id (with --project) or path of a run folder')
    .option('--project <dir>', 'project of the run')
    .option('--form <kinds...>', `which: ${FormKind.options.join(', ')} (default: all)`, formKinds)
    .action(async (flags: FormsFlags) =>
      withSession(flags, async (session) => (await import('./commands/forms.ts')).formsCommand(session, flags)),
    );

  outputFlags(
    program.command('readiness').description('is a run ready to be served? the ML Test Score, filled by what the project has'),
  )
    .requiredOption('--run <run>', 'run id (with --project) or path of a run folder')
    .option('--project <dir>', 'project of the run')
    .option(
      '--state <statements...>',
      'TEST=TEXT: how a test is met that nothing in the project tells, or why a failure is accepted',
    )
    .option('--unstate <tests...>', 'take what was said about these tests back')
    .option('--minimum <points>', 'exit code 1 when the score is below it', numberFrom(0, 7))
    .action(async (flags: ReadinessFlags) =>
      withSession(flags, async (session) => (await import('./commands/readiness.ts')).readinessCommand(session, flags)),
    );

  outputFlags(
    program
      .command('verify')
      .description('unpack a bundle elsewhere, start its server, replay the golden rows')
      .argument('<bundle>', 'bundle .zip or folder')
      .option('--url <url>', 'replay them on the server that runs there, in place of one started for it', serverAddress)
      .option('--public-key <file>', 'PEM of the public key of who must have signed it')
      .option('--signature <file>', 'the signature (default: BUNDLE.sig beside the bundle)'),
  ).action(async (bundle: string, flags: VerifyFlags) =>
    withSession(flags, async (session) => (await import('./commands/bundle.ts')).verifyCommand(session, bundle, flags)),
  );

  outputFlags(
    program
      .command('sign')
      .description('sign a bundle that is as it was exported: a detached signature beside it (OpenSSF Model Signing)')
      .argument('<bundle>', 'bundle .zip or folder')
      .requiredOption('--key <file>', 'PEM of a private key (P-256, P-384, P-521); its password in DRYDOCK_KEY_PASSWORD')
      .option('--out <file>', 'the signature file (default: BUNDLE.sig)'),
  ).action(async (bundle: string, flags: SignFlags) =>
    withSession(flags, async (session) => (await import('./commands/bundle.ts')).signCommand(session, bundle, flags)),
  );

  outputFlags(
    program
      .command('loadtest')
      .description('how much a bundle or a running server carries, and the replicas that a wanted rate takes')
      .argument('<target>', 'bundle .zip or folder, whose own server is started; or the address of a running server'),
  )
    .option('--rate <number>', 'requests a second that the deployment shall carry', positiveNumber)
    .option(
      '--p99 <milliseconds>',
      'that 99 of 100 requests shall stay within (default: 50); exit code 1 when no replicas meet it',
      positiveNumber,
    )
    .option('--rows-per-request <count>', 'rows a request (default: 1)', wholeFrom(1, 10_000))
    .option('--tensors', 'send tensors of the Open Inference Protocol instead of named rows')
    .option('--tune', 'try workers, threads and batches of the server first, and measure with the best')
    .option('--bundle <file>', 'with an address: the bundle that is served there, whose golden rows are sent and checked')
    .option('--quick', 'a first look in a quarter of the time')
    .option('--seconds <number>', 'of every step (default: 4, with --quick 1)', numberFrom(0.2, 120))
    .option('--seed <number>', 'of the moments at which requests arrive', wholeNumber)
    .option('--project <dir>', 'project of the run: the result is kept there, and its plan goes into exports')
    .option('--gate', 'exit code 1 unless this one server carries --rate within --p99')
    .action(async (target: string, flags: LoadtestFlags) =>
      withSession(flags, async (session) => (await import('./commands/loadtest.ts')).loadtestCommand(session, target, flags)),
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
