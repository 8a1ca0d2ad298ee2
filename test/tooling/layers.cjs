/**
 * The layers of app/, lowest first: each may import what lies below it and nothing else. Those on one line know nothing of
 * each other. A new folder or file under app/ finds its line here, and in docs/architecture.md.
 */
module.exports = [
  ['base'],
  ['api'],
  ['storage', 'prepare', 'metrics'],
  ['jobs', 'inference', 'timeline', 'mapping', 'data', 'model'],
  ['runs'],
  ['bundle'],
  ['quality', 'stress'],
  ['drift', 'retrain', 'monitor'],
  ['workbench', 'tasks.ts', 'questions.ts'],
  ['workbench.ts'],
];
