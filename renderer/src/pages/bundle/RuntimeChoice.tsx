import { Checkbox } from '@mantine/core';
import type { RuntimePlatform } from '../../../../app/api/schemas/bundles';
import { ErrorNotice } from '../../components/ErrorNotice';
import { bytes } from '../../format/numbers';
import { useRuntimeOffers } from '../../state/useBundles';

const titles: Record<RuntimePlatform, string> = {
  'linux-x64': 'Linux, x64',
  'linux-arm64': 'Linux, ARM64',
  'darwin-arm64': 'macOS, Apple silicon',
  'win32-x64': 'Windows, x64',
  'win32-arm64': 'Windows, ARM64',
};

interface RuntimeChoiceProps {
  chosen: readonly RuntimePlatform[];
  onChange: (platforms: RuntimePlatform[]) => void;
}

/** Platforms whose libraries of onnxruntime travel in the bundle. */
export function RuntimeChoice({ chosen, onChange }: RuntimeChoiceProps) {
  const offers = useRuntimeOffers();
  if (offers.isError) return <ErrorNotice error={offers.error} retry={() => void offers.refetch()} />;
  return (
    <fieldset className="target-choice" aria-describedby="runtime-note">
      <legend>Runtime inside</legend>
      <p id="runtime-note" className="soft">
        Starts without a package registry where onnxruntime travels with it; otherwise npm installs it there.
      </p>
      <div className="runtime-choice">
        {(offers.data ?? []).map((offer) => (
          <Checkbox
            key={offer.platform}
            label={`${titles[offer.platform]} (${bytes(offer.bytes)})`}
            checked={chosen.includes(offer.platform)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? [...chosen, offer.platform]
                  : chosen.filter((platform) => platform !== offer.platform),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
