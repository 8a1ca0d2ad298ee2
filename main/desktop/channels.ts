/** Names of the messages between preload and main. */
export const channels = {
  requestPort: 'drydock:request-port',
  port: 'drydock:port',
  native: 'drydock:native',
  /** The window listens to `shell` from now on. */
  listening: 'drydock:listening',
  shell: 'drydock:shell',
} as const;
