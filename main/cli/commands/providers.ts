import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import type { Session } from '../session.ts';

export async function providersCommand(session: Session, flags: OutputOptions): Promise<number> {
  const providers = await session.client['app.providers']({ refresh: true });
  if (flags.json) writeJson(providers);
  else
    providers.forEach(({ name, label, available, reason }) =>
      writeLine(`${available ? 'yes' : 'no '}  ${name.padEnd(9)} ${label}: ${reason}`),
    );
  return 0;
}
