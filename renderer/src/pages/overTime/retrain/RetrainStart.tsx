import { Button, Collapse, Select, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconListCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { RetrainSettings } from '../../../../../app/api/schemas/retrain';
import { useHost } from '../../../api/workbench';
import { DecimalNumber } from '../../../components/DecimalNumber';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { PageLoading } from '../../../components/PageLoading';
import { WholeNumber } from '../../../components/WholeNumber';
import { notifyError } from '../../../state/notices';
import { useOpenProject } from '../../../state/project';
import { useRetrainPlan } from '../../../state/useRetrain';
import { useUndoable } from '../../../state/useUndoable';
import { CommandField } from './CommandField';
import { FreshPeriod } from './FreshPeriod';
import { PlanPanel } from './PlanPanel';
import { draftOf, settingsOf, type RetrainDraft } from './retrainDraft';
import { icon } from '../../../theme/tokens';

interface RetrainStartProps {
  project: string;
  /** Of the newest retraining: set up like that at first. Null = there is none yet. */
  last: RetrainSettings | null;
}

/** What is run on which rows. It starts from the plan, so that nothing runs unseen. */
export function RetrainStart({ project, last }: RetrainStartProps) {
  const view = useOpenProject();
  const { pickProject } = useHost();
  const [draft, setDraft] = useUndoable<RetrainDraft>('retraining', draftOf(last));
  const [isOpen, setOpen] = useState(last === null);
  /** What the plan was asked for; other settings need another plan. */
  const [asked, setAsked] = useState<string | null>(null);
  const settings = settingsOf(draft);
  const isAsked = settings !== null && asked === JSON.stringify(settings);
  const plan = useRetrainPlan(view, isAsked ? settings : null);
  const problem = cannotTrain(view);
  const set = (change: Partial<RetrainDraft>): void =>
    setDraft({ ...draft, ...change }, 'settings of the retraining', { isDrag: true });
  return (
    <>
      <section className="panel" aria-label="A new retraining">
        <div className="panel-head">
          <UnstyledButton className="drift-fold" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
            <IconChevronDown size={icon.md} aria-hidden style={{ transform: isOpen ? 'none' : 'rotate(-90deg)' }} />
            <strong>{last === null ? 'Train a new model on fresh rows' : 'Retrain again'}</strong>
            {!isOpen && <span className="soft small mono retrain-line">{draft.command}</span>}
          </UnstyledButton>
          <Button
            leftSection={<IconListCheck size={icon.md} />}
            disabled={problem !== null || settings === null}
            loading={plan.isFetching}
            onClick={() => {
              setAsked(JSON.stringify(settings));
              if (isAsked) void plan.refetch();
            }}
          >
            Show the plan
          </Button>
        </div>
        <Collapse expanded={isOpen}>
          <div className="panel-body stack">
            <p className="soft" style={{ margin: 0 }}>
              A training command of your own gets the fresh labelled rows but for the last of them. Over those, which it never
              saw, the model that it writes and the model of the project are compared.
            </p>
            <CommandField draft={draft} onChange={set} />
            <div className="retrain-fields">
              <div className="retrain-folder">
                <TextInput
                  label="Folder to run in"
                  placeholder={project}
                  value={draft.cwd}
                  spellCheck={false}
                  onChange={(event) => set({ cwd: event.currentTarget.value })}
                />
                {pickProject && (
                  <Button
                    size="xs"
                    variant="default"
                    onClick={() =>
                      void pickProject()
                        .then((folder) => folder !== null && set({ cwd: folder }))
                        .catch(notifyError)
                    }
                  >
                    Choose…
                  </Button>
                )}
              </div>
              <Select
                label="Fresh rows"
                data={[
                  { value: 'all', label: 'All outside of the reference period' },
                  { value: 'period', label: 'Those of a period' },
                ]}
                value={draft.isPeriod ? 'period' : 'all'}
                onChange={(value) => set({ isPeriod: value === 'period' })}
              />
            </div>
            {draft.isPeriod && <FreshPeriod draft={draft} onChange={set} />}
            <div className="retrain-fields">
              <DecimalNumber
                label="Share held out, the last by time"
                min={0.05}
                max={0.5}
                step={0.05}
                value={draft.holdOut}
                onChange={(holdOut) => set({ holdOut })}
              />
              <Select
                label="Files for the command"
                data={[
                  { value: 'parquet', label: 'Parquet' },
                  { value: 'csv', label: 'CSV' },
                ]}
                value={draft.format}
                onChange={(value) => set({ format: RetrainSettings.shape.format.parse(value ?? undefined) })}
              />
              <WholeNumber
                label="Seed, told as DRYDOCK_SEED"
                placeholder="0"
                min={0}
                max={0xffffffff}
                value={draft.seed}
                onChange={(seed) => set({ seed: seed ?? 0 })}
              />
            </div>
          </div>
        </Collapse>
        {problem !== null && <p className="soft panel-body retrain-problem">{problem}</p>}
      </section>
      {plan.isError && isAsked ? (
        <ErrorNotice error={plan.error} retry={() => void plan.refetch()} />
      ) : isAsked && plan.isPending ? (
        <PageLoading what="Counting the rows" />
      ) : (
        isAsked && plan.data && <PlanPanel project={project} plan={plan.data} settings={settings} />
      )}
    </>
  );
}

/** Why no plan can be made; null = it can. */
function cannotTrain({ model, data, check, mapping }: ReturnType<typeof useOpenProject>): string | null {
  if (!data) return 'There are no data to train on.';
  if (!model) return 'There is no model yet that a new one could be held against.';
  if (!check?.ready) {
    return check?.problems.find(({ severity }) => severity === 'error')?.message ?? 'The mapping is not complete.';
  }
  const hasTarget = mapping?.columns.some(({ role }) => role === 'target') ?? false;
  return hasTarget
    ? null
    : 'Name the column with the true answers as target, on the page Data: without labels nothing can be trained.';
}
