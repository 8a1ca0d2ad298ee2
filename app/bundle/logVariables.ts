// The settings of the server's prediction log, as main/server/predictionLog/logSettings.ts reads them: for README, compose file
// and its .env alike.
export interface LogVariable {
  name: string;
  /** As an operator reads it. */
  fallback: string;
  what: string;
  /** Shown in .env, behind a `#`. */
  example: string;
}

export const logVariables: LogVariable[] = [
  {
    name: 'DRYDOCK_LOG_DIR',
    fallback: 'none (nothing is logged)',
    what: 'folder of the prediction log; it is made if the folder above it exists',
    example: '/log',
  },
  {
    name: 'DRYDOCK_LOG_SAMPLE',
    fallback: '1',
    what: 'share of the rows that are logged, 0 to 1, by hash of their id: the label of a row is kept or left out with it',
    example: '0.1',
  },
  {
    name: 'DRYDOCK_LOG_KEEP_MB',
    fallback: '1024',
    what: 'megabytes that the folder may hold; beyond that the oldest files are deleted; 0 = all are kept',
    example: '1024',
  },
  {
    name: 'DRYDOCK_LOG_FILE_MB',
    fallback: '64',
    what: 'megabytes at which a file is closed (at most a quarter of what is kept); it is also closed at every full hour',
    example: '64',
  },
  {
    name: 'DRYDOCK_LOG_ID',
    fallback: 'none',
    what: 'column of named rows that holds the id of a row, for labels that come later',
    example: 'order_id',
  },
  {
    name: 'DRYDOCK_LOG_COLUMNS',
    fallback: 'none',
    what: "columns to log besides the model's, where a row has them; names separated by commas, or a JSON array",
    example: 'region,shop',
  },
  {
    name: 'DRYDOCK_LOG_REDACT',
    fallback: 'none',
    what: 'columns whose values are left out of the log',
    example: 'name,email',
  },
  {
    name: 'DRYDOCK_LOG_HASH',
    fallback: 'none',
    what: 'columns of which a keyed hash is logged instead of the value: equal values stay equal',
    example: 'customer',
  },
  {
    name: 'DRYDOCK_LOG_HASH_KEY',
    fallback: 'drawn at every start',
    what: 'secret key of these hashes; set it so that they stay the same over restarts and replicas',
    example: '',
  },
];
