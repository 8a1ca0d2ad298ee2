import type { Icon } from '@tabler/icons-react';
import { icon } from '../theme/tokens';

interface FileChipProps {
  icon: Icon;
  kind: string;
  href: string;
  name: string | null;
  hash: string | null;
  /** The project names a file, but it is not there any more. */
  isMissing: boolean;
}

/** A file of the project with the first digits of its sha256. */
export function FileChip({ icon: KindIcon, kind, href, name, hash, isMissing }: FileChipProps) {
  if (name === null) {
    return (
      <a className="filechip filechip-none" href={href}>
        <KindIcon size={icon.md} stroke={1.6} aria-hidden />
        {isMissing ? `${kind} not found` : `No ${kind.toLowerCase()} yet`}
      </a>
    );
  }
  return (
    <a className="filechip" href={href} title={`${kind}: ${name}`}>
      <KindIcon size={icon.md} stroke={1.6} aria-hidden style={{ flex: 'none' }} />
      <span className="visually-hidden">{kind}: </span>
      <span className="filechip-name">{name}</span>{' '}
      <span className="mono soft filechip-hash" title="the sha256 begins with this">
        {hash}
      </span>
    </a>
  );
}
