import type { ErrorCode } from '../../../app/base/errors';
import { placeHash, usePlace } from '../state/navigation';

/** To the entry of this error in Help. */
export function ErrorHelpLink({ code }: { code: ErrorCode }) {
  const place = usePlace();
  return (
    <a className="linkbutton small" href={placeHash({ ...place, page: 'help', at: `errors/${code}` })}>
      What this means
    </a>
  );
}
