/** Why nothing could listen there, for a person; null where the system says something else. */
export function listenProblem(error: unknown, { host, port }: { host: string; port: number }): string | null {
  const why: Record<string, string> = {
    EADDRINUSE: `Port ${String(port)} is taken by another program.`,
    EACCES: `Port ${String(port)} needs rights that this user does not have.`,
    EADDRNOTAVAIL: `This machine has no address “${host}”.`,
    ENOTFOUND: `This machine has no address “${host}”.`,
  };
  return (error instanceof Error && 'code' in error && why[String(error.code)]) || null;
}
