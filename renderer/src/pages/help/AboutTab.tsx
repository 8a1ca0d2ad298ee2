import { Panel } from '../../components/Panel';
import { VersionFacts } from '../../components/VersionFacts';

export function AboutTab() {
  return (
    <div className="grid-2">
      <Panel title="Versions and files" note="What a bug report needs.">
        <VersionFacts />
      </Panel>
      <Panel title="About Drydock">
        <p style={{ margin: 0 }}>
          A ship goes into dry dock to be inspected, mended and proved before it meets the sea. Drydock does that for a model: it
          tests an ONNX file on real data, shows how good it is and how that changes over time, and exports a bundle that serves
          exactly what was validated.
        </p>
        <p>Apache License 2.0. Nothing leaves this machine, and it does not look for new versions.</p>
      </Panel>
    </div>
  );
}
