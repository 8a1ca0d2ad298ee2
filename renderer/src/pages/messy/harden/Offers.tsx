import { Button, Checkbox } from '@mantine/core';
import { Fragment, useState } from 'react';
import { noOffersText } from '../../../../../app/api/hardenWords';
import type { HardenOffer, HardenReport } from '../../../../../app/api/schemas/harden';
import { gainText, hardenKindLabels, hardenMetricLabel } from '../../../format/harden';
import { counted } from '../../../format/numbers';
import { notify } from '../../../state/notices';
import { useOpenProject, useProjectCall } from '../../../state/project';
import { acceptedRepairs, useTakeBack } from './useTakeBack';
import { OfferDetails } from './OfferDetails';

interface OffersProps {
  project: string;
  /** Null while it runs: nothing can be accepted yet. */
  hardenId: string | null;
  report: HardenReport;
}

const isRival = (one: HardenOffer, other: HardenOffer): boolean =>
  one.group !== null && one.group === other.group && one !== other;

/** The first of each group; those that exclude each other are never chosen together. */
function firstOfEach(offers: HardenOffer[]): string[] {
  return offers.filter((one, i) => !offers.slice(0, i).some((other) => isRival(one, other))).map(({ id }) => id);
}

/** What is proved to help, with the proof; or the honest answer that nothing does. */
export function Offers({ project, hardenId, report }: OffersProps) {
  const { offers } = report;
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const { hardening = [] } = useOpenProject();
  const takeBack = useTakeBack();
  const accept = useProjectCall((client, input: { project: string; hardenId: string; offers: string[] }) =>
    client['harden.accept'](input),
  );
  const holding = hardening.filter(({ run, undoneAt }) => run === hardenId && undoneAt === null).flatMap((one) => one.offers);
  const isHeld = ({ id }: HardenOffer): boolean => holding.some((one) => one.id === id);
  /** Proved without what was accepted of its group: the next run offers one that fits. */
  const isShut = (offer: HardenOffer): boolean => offers.some((other) => isHeld(other) && isRival(offer, other));
  const open = offers.filter((offer) => !isHeld(offer) && !isShut(offer));
  const wanted = (chosen ?? (holding.length === 0 ? firstOfEach(open) : [])).filter((id) => open.some((one) => one.id === id));
  const toggle = (offer: HardenOffer): void => {
    if (wanted.includes(offer.id)) setChosen(wanted.filter((id) => id !== offer.id));
    else {
      const rivals = offers.filter((other) => isRival(offer, other)).map(({ id }) => id);
      setChosen([...wanted.filter((id) => !rivals.includes(id)), offer.id]);
    }
  };
  const take = (id: string): void =>
    accept.mutate(
      { project, hardenId: id, offers: wanted },
      {
        onSuccess: (view) => {
          setChosen([]);
          // What the chosen ones stand on was accepted with them.
          const accepted = view.hardening?.at(-1)?.offers.length ?? wanted.length;
          notify({
            tone: 'good',
            title: `${counted(accepted, 'repair')} ${accepted === 1 ? 'is' : 'are'} part of the mapping now.`,
            about: acceptedRepairs,
            action: { label: 'Undo', run: () => takeBack.mutate({ project }) },
          });
        },
      },
    );
  if (offers.length === 0) {
    return (
      <p style={{ margin: 0 }} role="status">
        {hardenId === null ? 'Nothing is proved yet.' : noOffersText(report.tried)}
      </p>
    );
  }
  return (
    <div className="stack">
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Repairs that are proved to help">
        <table className="plain offers">
          <thead>
            <tr>
              <th>
                <span className="visually-hidden">Accept</span>
              </th>
              <th>Repair</th>
              <th className="offer-what">What</th>
              <th>Proved on</th>
              <th className="num">Gain</th>
              <th>
                <span className="visually-hidden">Details</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {offers.map((offer) => (
              <Fragment key={offer.id}>
                <tr>
                  <td>
                    <Checkbox
                      size="xs"
                      aria-label={`Accept ${offer.title}`}
                      checked={isHeld(offer) || wanted.includes(offer.id)}
                      disabled={isHeld(offer) || isShut(offer)}
                      onChange={() => toggle(offer)}
                    />
                  </td>
                  <td>{hardenKindLabels[offer.kind]}</td>
                  <td>
                    {offer.title}
                    {isHeld(offer) && <div className="soft small">part of the mapping</div>}
                    {isShut(offer) && <div className="soft small">proved without what was accepted: harden again</div>}
                  </td>
                  <td>{offer.figures.find(({ scenario }) => scenario === offer.scenario)?.title ?? offer.scenario}</td>
                  <td className="num">
                    {gainText(offer.gain)}
                    <div className="soft small">
                      {hardenMetricLabel(offer.metric)}, at {(100 * offer.level).toFixed(2)} %
                    </div>
                  </td>
                  <td>
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      aria-expanded={shown === offer.id}
                      onClick={() => setShown(shown === offer.id ? null : offer.id)}
                    >
                      Before and after
                    </Button>
                  </td>
                </tr>
                {shown === offer.id && (
                  <tr>
                    <td colSpan={6} className="offer-details">
                      <h3>{offer.title}</h3>
                      <OfferDetails offer={offer} />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {offers.some(({ kind }) => kind === 'threshold') && offers.some(({ kind }) => kind === 'abstain') && (
        <p className="soft" style={{ margin: 0 }}>
          A threshold and a gate are proved without each other, so one of them can be accepted at a time. Accept the threshold
          first, then search again: a gate is fitted to it.
        </p>
      )}
      {hardenId !== null && (
        <div>
          <Button disabled={wanted.length === 0 || accept.isPending} loading={accept.isPending} onClick={() => take(hardenId)}>
            {wanted.length === 0 ? 'Nothing chosen to accept' : `Accept ${counted(wanted.length, 'repair')}`}
          </Button>
        </div>
      )}
      <p className="soft small" style={{ margin: 0 }}>
        {report.adjustment}
      </p>
    </div>
  );
}
