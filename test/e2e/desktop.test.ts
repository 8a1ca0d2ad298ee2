// The same journeys on the desktop: in the double always, in real Electron wherever its runtime is present.
import { findElectron } from '../desktop/launchElectron.ts';
import { desktopDouble } from './hosts/desktopDouble.ts';
import { electronHost } from './hosts/electronHost.ts';
import { describeEveryJourney } from './journeys/everyJourney.ts';

const electron = findElectron();
console.log(`journeys: the desktop double${electron ? ` and Electron (${electron})` : '; no Electron runtime here'}`);

describeEveryJourney(await desktopDouble());
if (electron) describeEveryJourney(await electronHost(electron));
