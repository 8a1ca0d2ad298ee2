// `npm run test:hosts`: the browser host through every journey, also those that `npm test` goes on the desktop alone.
import { browserHost } from '../hosts/browserHost.ts';
import { describeEveryJourney } from '../journeys/everyJourney.ts';

describeEveryJourney(await browserHost({ takesAll: true }));
