// How much the validation says about what is deployed.
import { batchDependence } from '../batchDependence.ts';
import { formatNumber } from '../report/format.ts';
import type { LintRule } from '../targets/target.ts';

/** With so many rows, the 95 % interval of an accuracy is about ±10 points wide (Wilson). */
const fewLabels = 100;

export const partialRun: LintRule = {
  id: 'partial-run',
  severity: 'warning',
  what: 'A run that ended before all rows were run: its figures are of the first rows only.',
  check: ({ sources: { record } }) =>
    record.state === 'partial'
      ? [
          {
            message: `The run ended early, after ${record.rows.done} of ${record.rows.total} rows${record.stateReason === null ? '' : `: ${record.stateReason}`}`,
            fix: 'Validate all rows and export that run.',
          },
        ]
      : [],
};

export const labels: LintRule = {
  id: 'few-labels',
  severity: 'warning',
  what: `Fewer than ${fewLabels} rows with a label: nothing, or little, is known about how right the answers are.`,
  check: ({ sources: { record } }) => {
    const { labelled } = record.rows;
    if (labelled >= fewLabels) return [];
    const fix = 'Validate on more rows with a known label and export that run.';
    if (labelled === 0) return [{ message: 'No row has a label: nothing is known about how right the answers are.', fix }];
    return [{ message: `Only ${labelled} rows have a label: the figures are uncertain (see their intervals).`, fix }];
  },
};

export const otherProvider: LintRule = {
  id: 'other-provider',
  severity: 'warning',
  what: 'A validation on another provider than the CPU, which the server runs on: answers may differ in the last digits.',
  check: ({ sources: { record } }) =>
    record.provider === null || record.provider === 'cpu'
      ? []
      : [
          {
            message: `The run was made on ${record.provider}; the server runs on the CPU. The golden rows agree, the others were not compared.`,
            fix: 'Validate on the CPU (--provider cpu) and export that run.',
          },
        ],
};

export const dependentRows: LintRule = {
  id: 'batch-dependent',
  severity: 'warning',
  what: 'Rows of a batch that influence each other: a server, which gets other rows together, answers otherwise than the validation.',
  check: ({ sources: { record, report } }) => {
    const found = batchDependence(record, report);
    return found ? [{ message: found.message, fix: `${found.hint} Then validate it anew.`.trim() }] : [];
  },
};

export const noPositive: LintRule = {
  id: 'no-positive-class',
  severity: 'warning',
  what: 'Two classes of which none is called the positive one: precision, recall and thresholds have no direction.',
  check: ({ sources: { record } }) =>
    record.plan.reading.task === 'binary' && record.plan.positive === null
      ? [
          {
            message: 'It is not said which class is the positive one.',
            fix: 'Say it (--positive, or on the Validate page), validate and export that run.',
          },
        ]
      : [],
};

export const namelessClasses: LintRule = {
  id: 'nameless-classes',
  severity: 'note',
  what: 'Classes that are numbers because no file names them: callers get 0 and 1.',
  check: ({ sources: { record, model } }) => {
    const { classes, task } = record.plan.reading;
    const isCounted = task !== 'regression' && model.classSource === 'counted' && classes.every((name, i) => name === String(i));
    return isCounted
      ? [
          {
            message: `The classes have no names but ${classes.slice(0, 3).join(', ')}${classes.length > 3 ? ', …' : ''}.`,
            fix: 'Give a labels file with the model, validate and export that run.',
          },
        ]
      : [];
  },
};

export const fatalRows: LintRule = {
  id: 'fatal-rows',
  severity: 'warning',
  what: 'Rows that ended the native runtime during the validation, as they will end that of the server.',
  check: ({ sources: { record } }) =>
    record.fatalRows.length === 0
      ? []
      : [
          {
            message: `${record.fatalRows.length} rows ended the runtime (the first is row ${record.fatalRows[0]}); the server starts its own anew each time, and answers 503 meanwhile.`,
            fix: 'Look at these rows, have what they hold refused or mended in the mapping, validate and export that run.',
          },
        ],
};

export const otherForm: LintRule = {
  id: 'other-form',
  severity: 'warning',
  what: 'Another form of the model (half-precision weights, 8-bit products) whose figures are worse than those of the model that was given, by their intervals.',
  check: ({ sources: { form } }) => {
    const worse = form?.figures.filter(({ verdict }) => verdict === 'worse') ?? [];
    if (!form || worse.length === 0) return [];
    return [
      {
        message: `In the form ${form.kind} the model is worse than as it was given: ${worse.map(({ metric, original, form: now }) => `${metric} ${formatNumber(original)} → ${formatNumber(now)}`).join(', ')}.`,
        fix: 'Export the model as it was given, or another form, unless what it gains in size and speed is worth that.',
      },
    ];
  },
};
