// The journeys of a person with the workbench in a browser.
import { browserHost } from './hosts/browserHost.ts';
import { describeEveryJourney } from './journeys/everyJourney.ts';

console.log('journeys: the browser host');
describeEveryJourney(await browserHost());
