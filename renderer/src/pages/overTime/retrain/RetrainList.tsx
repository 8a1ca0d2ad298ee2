import type { RetrainSummary } from '../../../../../app/api/schemas/retrain';
import { NoteList } from '../../../components/NoteList';
import { Panel } from '../../../components/Panel';
import { count, counted } from '../../../format/numbers';
import { moment } from '../../../format/times';
import { RetrainStateChip } from './RetrainStateChip';

interface RetrainListProps {
  runs: RetrainSummary[];
  damaged: { path: string; message: string }[];
  shown: string | null;
  onChoose: (retrainId: string) => void;
}

/** All retrainings of the project, newest first. */
export function RetrainList({ runs, damaged, shown, onChoose }: RetrainListProps) {
  return (
    <>
      <NoteList
        label="Retrainings that cannot be read"
        notes={damaged.map(({ path, message }) => ({
          tone: 'warn',
          message,
          details: [path, 'It is left out of the list. Put the file back from a copy, or remove its folder.'],
        }))}
      />
      <Panel title="Retrainings" note={runs.length === 0 ? undefined : counted(runs.length, 'retraining')} flush>
        {runs.length === 0 ? (
          <p className="soft panel-body" style={{ margin: 0 }}>
            None yet. A command, its output, the models and what was decided about them are kept here.
          </p>
        ) : (
          <div className="scroll-x retrain-list" tabIndex={0} role="region" aria-label="Retrainings of the project">
            <table className="plain">
              <thead>
                <tr>
                  <th>Started</th>
                  <th>Name</th>
                  <th>State</th>
                  <th className="num">Trained on</th>
                  <th className="num">Held out</th>
                  <th>Decision</th>
                </tr>
              </thead>
              <tbody>
                {runs.map(({ id, name, startedAt, state, rows, promoted }) => (
                  <tr key={id} className={id === shown ? 'is-chosen' : undefined}>
                    <td className="nowrap">
                      <button
                        type="button"
                        className="linkbutton"
                        aria-current={id === shown ? 'true' : undefined}
                        onClick={() => onChoose(id)}
                      >
                        {moment(startedAt)}
                      </button>
                    </td>
                    <td>{name}</td>
                    <td>
                      <RetrainStateChip state={state} />
                    </td>
                    <td className="num">{rows ? count(rows.train.rows) : '–'}</td>
                    <td className="num">{rows ? count(rows.heldOut.rows) : '–'}</td>
                    <td>{promoted === null ? <span className="soft">none</span> : promoted ? 'promoted' : 'rejected'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </>
  );
}
