import { Button, Textarea } from '@mantine/core';
import { IconCheck, IconCircleHalf2, IconMessage, IconMinus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { readinessState } from '../../../../app/api/readinessWords';
import type { ReadinessState, ReadinessTest } from '../../../../app/api/schemas/readiness';
import { useStateReadiness } from '../../state/useBundles';
import { icon } from '../../theme/tokens';

const looks: Record<ReadinessState, { chip: string; Icon: typeof IconCheck }> = {
  passed: { chip: 'chip chip-good', Icon: IconCheck },
  partly: { chip: 'chip chip-accent', Icon: IconCircleHalf2 },
  stated: { chip: 'chip chip-accent', Icon: IconMessage },
  waived: { chip: 'chip chip-warn', Icon: IconMessage },
  unknown: { chip: 'chip', Icon: IconMinus },
  failed: { chip: 'chip chip-bad', Icon: IconX },
};

interface ReadinessTestRowProps {
  project: string;
  runId: string;
  test: ReadinessTest;
}

/** One test of the score: what is shown, and what a person says where nothing shows it or something speaks against it. */
export function ReadinessTestRow({ project, runId, test }: ReadinessTestRowProps) {
  const { title, state, evidence, next, statement } = test;
  const [draft, setDraft] = useState<string | null>(null);
  const say = useStateReadiness(project, runId);
  const { chip, Icon } = looks[state];
  const canSay = state === 'unknown' || state === 'failed';
  const save = (text: string | null): void => say.mutate({ test: test.id, text }, { onSuccess: () => setDraft(null) });
  return (
    <li className="readiness-test">
      <div className="readiness-head">
        <span className={chip}>
          <Icon size={icon.sm} aria-hidden />
          {readinessState[state]}
        </span>
        <strong>{title}</strong>
        <span className="readiness-acts">
          {draft === null && canSay && (
            <button type="button" className="linkbutton" onClick={() => setDraft('')} aria-label={`${sayWord(state)}: ${title}`}>
              {sayWord(state)}
            </button>
          )}
          {draft === null && statement !== null && (
            <>
              <button type="button" className="linkbutton" onClick={() => setDraft(statement)} aria-label={`Change: ${title}`}>
                Change
              </button>
              <button type="button" className="linkbutton" onClick={() => save(null)} aria-label={`Take back: ${title}`}>
                Take back
              </button>
            </>
          )}
        </span>
      </div>
      <p>{evidence}</p>
      {statement !== null && draft === null && <p className="readiness-said">“{statement}”</p>}
      {next !== '' && statement === null && <p className="soft">{next}</p>}
      {draft !== null && (
        <form
          className="readiness-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (draft.trim() !== '') save(draft);
          }}
        >
          <Textarea
            label={state === 'failed' || state === 'waived' ? 'Why this is accepted' : 'How this is met'}
            autosize
            minRows={2}
            maxLength={2000}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
            data-autofocus
          />
          <div className="readiness-buttons">
            <Button type="submit" size="compact-sm" loading={say.isPending} disabled={draft.trim() === ''}>
              Save
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setDraft(null)}>
              Cancel
            </Button>
          </div>
        </form>
      )}
    </li>
  );
}

function sayWord(state: ReadinessState): string {
  return state === 'failed' ? 'Accept with a reason' : 'Say how it is met';
}
