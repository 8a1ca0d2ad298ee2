export function searchBrowser(env?: NodeJS.ProcessEnv): string | undefined;
export function findBrowser(env?: NodeJS.ProcessEnv): string;
