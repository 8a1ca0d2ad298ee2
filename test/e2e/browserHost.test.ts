// The journeys of a person with the workbench in a browser: those that a browser has a part in (docs/decisions/0021).
import { browserHost } from './hosts/browserHost.ts';
import { describeEveryJourney } from './journeys/everyJourney.ts';

console.log('journeys: the browser host, where it differs from the desktop; `npm run test:hosts` takes it through all of them');
describeEveryJourney(await browserHost({ takesAll: false }));
