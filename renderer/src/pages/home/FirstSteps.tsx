import { Button } from '@mantine/core';
import { Panel } from '../../components/Panel';
import { notifyError } from '../../state/notices';
import { useChangeSettings, useSettings } from '../../state/settings';

/** How it goes, in three steps, until a person has seen it: then it never comes back. */
export function FirstSteps() {
  const settings = useSettings().data?.settings;
  const change = useChangeSettings();
  if (!settings?.firstSteps) return null;
  return (
    <Panel
      title="How it goes"
      end={
        <Button
          size="compact-sm"
          variant="default"
          loading={change.isPending}
          onClick={() => change.mutate({ firstSteps: false }, { onError: notifyError })}
        >
          Got it
        </Button>
      }
    >
      <ol className="steps">
        <li>
          <strong>Drop a model and a table</strong>
          <span className="soft">An ONNX model, and rows to try it on: CSV, Parquet, JSON, Arrow or Excel.</span>
        </li>
        <li>
          <strong>Check the mapping, press Run</strong>
          <span className="soft">Every guess says why. Metrics come with intervals and a baseline to beat, and over time.</span>
        </li>
        <li>
          <strong>Export a bundle</strong>
          <span className="soft">The same preparation and model behind a prediction server, with rows that prove it.</span>
        </li>
      </ol>
    </Panel>
  );
}
