/** Names of the messages between preload and main. */
export const channels = {
  requestPort: 'drydock:request-port',
  port: 'drydock:port',
  native: 'drydock:native',
} as const;
