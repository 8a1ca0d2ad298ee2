import { Select } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { Mapping, MappingCheck } from '../../../../../app/api/schemas/mapping';
import { count, counted } from '../../../format/numbers';
import { withLabel } from '../../../state/mappingChanges';
import { icon } from '../../../theme/tokens';

const unread = '\u0000unread';

interface LabelMapProps {
  labels: NonNullable<MappingCheck['labels']>;
  mapping: Mapping;
  edit: (mapping: Mapping) => void;
}

/** Which class of the model each label of the data means; those the model does not know come first. */
export function LabelMap({ labels, mapping, edit }: LabelMapProps) {
  // Where no label is known there is something to do here; it stays open while it is done.
  const [isOpen, setOpen] = useState(labels.length > 0 && labels.every((line) => line.class === null));
  const { classes } = mapping.reading;
  const listed = new Set(labels.map(({ label }) => label));
  const rare = Object.entries(mapping.labels)
    .filter(([label]) => !listed.has(label))
    .map(([label, name]) => ({ label, rows: null, class: name }));
  const lines = [...labels, ...rare];
  const unknown = lines.filter((line) => line.class === null).length;
  const renamed = lines.filter((line) => line.class !== null && line.class !== line.label).length;
  const words = [
    unknown > 0 ? `${counted(unknown, 'label')} the model does not know` : 'every label is a class of the model',
    renamed > 0 ? `${renamed} written differently` : '',
  ].filter(Boolean);
  return (
    <details className="labelmap" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <IconChevronRight className="note-chevron" size={icon.sm} aria-hidden />
        <strong>What each label means</strong>
        <span className={`chip ${unknown > 0 ? 'chip-warn' : ''}`}>{words.join(', ')}</span>
      </summary>
      <div
        className="scroll-x"
        style={{ maxHeight: 'var(--width-20)', overflowY: 'auto' }}
        tabIndex={0}
        role="region"
        aria-label="Labels of the data and classes of the model"
      >
        <table className="plain" style={{ maxWidth: 'var(--width-46)' }}>
          <thead>
            <tr>
              <th>Label in the data</th>
              <th className="num">Rows</th>
              <th>Class of the model</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ label, rows, class: name }) => (
              <tr key={label}>
                <td>{label === '' ? <i className="soft">(empty)</i> : label}</td>
                <td className="num">{rows === null ? '–' : count(rows)}</td>
                <td>
                  <Select
                    aria-label={`Class for the label ${label}`}
                    w="var(--width-14)"
                    data={[
                      ...(name === null || Object.hasOwn(mapping.labels, label)
                        ? [{ value: unread, label: name === null ? 'none: counted as wrong' : 'as it is written' }]
                        : []),
                      ...classes.map((value) => ({ value, label: value })),
                    ]}
                    searchable={classes.length > 12}
                    limit={200}
                    value={name ?? unread}
                    error={name === null}
                    onChange={(next) =>
                      next !== null && next !== name && edit(withLabel(mapping, label, next === unread ? null : next))
                    }
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
