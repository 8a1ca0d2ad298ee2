import { IconShieldCheck } from '@tabler/icons-react';
import { Panel } from '../../components/Panel';
import { VersionFacts } from '../../components/VersionFacts';
import { icon } from '../../theme/tokens';

/** What runs here, and what does not: no traffic, no updates by itself. */
export function AboutPanel({ settingsPath }: { settingsPath: string }) {
  return (
    <div className="grid-2">
      <Panel title="Versions and files">
        <VersionFacts settingsPath={settingsPath} />
      </Panel>
      <Panel title="Privacy and updates">
        <div className="settings-private">
          <IconShieldCheck size={icon.xl} aria-hidden />
          <div>
            <strong>Nothing leaves this machine.</strong>
            <p>
              Models, data and results stay in your folders. Drydock sends no usage figures, no crash reports and asks no server
              for anything.
            </p>
            <p>
              <strong>Updates: off.</strong> It does not look for new versions; installing one is up to you.
            </p>
          </div>
        </div>
      </Panel>
    </div>
  );
}
