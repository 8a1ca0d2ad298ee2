import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeAmbiguousDates } from './ambiguousDates.ts';
import { describeBadInput } from './badInput.ts';
import { describeFigures } from './figures.ts';
import { describeFirstMinutes } from './firstMinutes.ts';
import { describeFullDisk } from './fullDisk.ts';
import { describeHostileNames } from './hostileNames.ts';
import { describeKeyboardOnly } from './keyboardOnly.ts';
import { describeLargeData } from './largeData.ts';
import { describeLongRuns } from './longRuns.ts';
import type { JourneyHost } from './journeyHost.ts';
import { describeMonitor } from './monitor.ts';
import { describeOwnFiles } from './ownFiles.ts';
import { describePackaging } from './packaging.ts';
import { describeProjects } from './projects.ts';
import { describeRetraining } from './retraining.ts';
import { describeRunHistory } from './runHistory.ts';
import { describeScaling } from './scaling.ts';
import { describeThreshold } from './threshold.ts';

/**
 * Everything a person does, in one host. The journeys share it and come one after another, as in a life. What goes alike in every
 * host is run where `takesAll` says so; without it, a journey has only what the host itself has a part in.
 */
export function describeEveryJourney(host: JourneyHost): void {
  describe(`in ${host.name}`, () => {
    beforeAll(() => host.open());
    afterAll(() => host.close());

    describeFirstMinutes(host);
    describeFigures(host);
    describeOwnFiles(host);
    describeAmbiguousDates(host);
    describeKeyboardOnly(host);
    describeRunHistory(host);
    describeProjects(host);
    describeBadInput(host);
    describeFullDisk(host);
    describeHostileNames(host);
    describeLargeData(host);
    describeLongRuns(host);
    describeThreshold(host);
    describePackaging(host);
    describeScaling(host);
    describeMonitor(host);
    describeRetraining(host);

    it('nothing left the machine and nothing complained on the whole way @security', () => {
      expect({ elsewhere: host.elsewhere, complaints: host.complaints }).toEqual({ elsewhere: [], complaints: [] });
    });
  });
}
