import { Checkbox } from '@mantine/core';
import type { TargetInfo } from '../../../../app/api/schemas/bundles';

interface TargetChoiceProps {
  targets: TargetInfo[];
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
}

/** Ways to deploy, each with what it writes and how that was tried. */
export function TargetChoice({ targets, chosen, onChange }: TargetChoiceProps) {
  return (
    <fieldset className="target-choice">
      <legend>Ways to deploy</legend>
      {targets.map(({ id, title, what, checked }) => (
        <div key={id} className={chosen.includes(id) ? 'target is-chosen' : 'target'}>
          <Checkbox
            label={title}
            checked={chosen.includes(id)}
            aria-describedby={`target-${id}`}
            onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))}
          />
          <div id={`target-${id}`} className="target-text">
            <span>{what}</span>
            <span className="soft small">Tried: {checked}.</span>
          </div>
        </div>
      ))}
    </fieldset>
  );
}
