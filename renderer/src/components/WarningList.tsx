import type { Warning } from '../../../app/api/schemas/common';
import { whereText } from './ErrorNotice';
import { Message } from './Message';

export function WarningList({ warnings }: { warnings: Warning[] }) {
  return warnings.map(({ code, message, hint, where }, index) => (
    <Message key={`${index}:${code}`} tone="warn">
      <strong style={{ fontWeight: 550 }}>{message}</strong>
      {hint && <div className="soft">{hint}</div>}
      {where && <div className="small soft">{whereText(where)}</div>}
    </Message>
  ));
}
