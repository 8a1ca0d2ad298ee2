import { percent, shares } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { eachNumber, isQuantity } from '../eachColumn.ts';
import { inStretches } from '../rowOrder.ts';

/** In the stretches in which a stuck sensor would hang. */
export const deadSensor: Corruption = {
  id: 'dead-sensor',
  title: 'Sensor stuck at zero',
  family: 'order',
  help: 'A cable breaks or a sensor loses power: for a while it reads zero.',
  amounts: shares,
  says: (amount, place = '') => `nothing but zeros${place} for ${percent(amount)} of the time`,
  continuous: true,
  reach: { of: 'cells', fits: isQuantity },
  damage: (request) =>
    eachNumber(request, ({ name }) => {
      const dead = inStretches(request.table, request.amount, request.draws.second(name, 'stretch'));
      return (_, row) => (dead(row) ? 0 : undefined);
    }),
};
