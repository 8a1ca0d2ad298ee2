import { Button, Popover, Radio, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { MissingPolicy } from '../../../../../app/api/schemas/mapping';
import { policyText } from '../../../format/missingPolicy';
import { count } from '../../../format/numbers';
import { icon } from '../../../theme/tokens';

interface MissingPolicyPickerProps {
  label: string;
  isText: boolean;
  isFloat: boolean;
  /** Cells missing in the column that feeds this input. */
  missing: number;
  policy: MissingPolicy;
  /** Why it was suggested so. */
  why?: string | undefined;
  onChange: (policy: MissingPolicy) => void;
}

/** What happens to a missing cell on its way into the model: explicit, and carried into the bundle. */
export function MissingPolicyPicker({ label, isText, isFloat, missing, policy, why, onChange }: MissingPolicyPickerProps) {
  const [opened, setOpened] = useState(false);
  const [kind, setKind] = useState(policy.kind);
  const [constant, setConstant] = useState(policy.kind === 'constant' ? String(policy.value) : '');
  const words = missing > 0 ? `${policyText(policy)} · ${count(missing)}` : policyText(policy);
  const isNumber = !isText;
  const isValid = kind !== 'constant' || (isNumber ? constant.trim() !== '' && Number.isFinite(Number(constant)) : true);

  const apply = (): void => {
    setOpened(false);
    if (kind === 'constant') onChange({ kind, value: isNumber ? Number(constant) : constant, from: 'chosen by you' });
    else onChange({ kind });
  };
  return (
    <Popover opened={opened} onChange={setOpened} shadow="md" trapFocus position="bottom-start">
      <Popover.Target>
        <button
          type="button"
          className="rolebutton"
          title={why}
          onClick={() => setOpened(!opened)}
          aria-label={`${label}: ${words}; change`}
          aria-expanded={opened}
        >
          {words}
          <IconChevronDown size={icon.xs} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <form
          style={{ display: 'flex', flexDirection: 'column', gap: 'var(--space-10)', maxWidth: 'var(--width-16)' }}
          onSubmit={(event) => {
            event.preventDefault();
            if (isValid) apply();
          }}
        >
          <Radio.Group label="A missing cell" value={kind} onChange={(next) => setKind(next)}>
            <div style={{ display: 'flex', flexDirection: 'column', gap: 'var(--space-6)', marginTop: 'var(--space-6)' }}>
              {isFloat && <Radio size="xs" value="nan" label="goes in as NaN" />}
              {isText && <Radio size="xs" value="empty" label="goes in as empty text" />}
              <Radio size="xs" value="constant" label="goes in as this value:" />
              <TextInput
                aria-label="Value for missing cells"
                value={constant}
                disabled={kind !== 'constant'}
                onChange={(event) => setConstant(event.currentTarget.value)}
              />
              <Radio size="xs" value="reject" label="the row gets no prediction, and is counted" />
            </div>
          </Radio.Group>
          <Button type="submit" size="xs" disabled={!isValid}>
            Apply
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
