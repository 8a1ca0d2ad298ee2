import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import type { Expectation, QualityView } from '../../../../../app/api/schemas/quality';
import { Panel } from '../../../components/Panel';
import { count, number, percent } from '../../../format/numbers';
import { useOpenProject } from '../../../state/project';
import { icon } from '../../../theme/tokens';
import { ColumnRange } from './ColumnRange';

const mostShown = 200;
/** As many are found without a search. */
const fewColumns = 20;

const unknown = { min: null, max: null, mean: null, std: null, missing: null, categories: null, from: '–', leftOut: [] };

/** What each column is expected to be like: made from the reference by the last run, or declared, which is done here. */
export function Expectations({ expectations, view }: { expectations: Expectation[]; view: QualityView }) {
  const { data } = useOpenProject();
  const [open, setOpen] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const all = (data?.columns ?? []).flatMap(({ name, type }) => {
    const isNumber = type === 'number' || type === 'integer';
    const made = expectations.find(({ column }) => column === name);
    return made || isNumber ? [{ ...(made ?? unknown), column: name, isNumber }] : [];
  });
  const found = all.filter(({ column }) => column.toLowerCase().includes(search.trim().toLowerCase()));
  if (all.length === 0) return null;
  const text = (value: number | null): string => (value === null ? '–' : number(value));
  return (
    <Panel
      flush
      title="Expected of each column"
      note={found.length > mostShown ? `the first ${count(mostShown)} of ${count(found.length)}` : undefined}
      end={
        all.length > fewColumns && (
          <TextInput
            size="xs"
            aria-label="Search expected columns"
            placeholder="Search"
            leftSection={<IconSearch size={icon.sm} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )
      }
    >
      <div className="scroll-x quality-expected" tabIndex={0} role="region" aria-label="Expected of each column">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Column</th>
              {['Lowest', 'Highest', 'Mean', 'Std. deviation', 'Missing', 'Categories'].map((name) => (
                <th scope="col" key={name} className="num">
                  {name}
                </th>
              ))}
              <th scope="col">From</th>
              <th scope="col">Range</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, mostShown).map(({ column, isNumber, min, max, mean, std, missing, categories, from, leftOut }) => {
              const isOpen = open === column;
              return (
                <Fragment key={column}>
                  <tr>
                    <th scope="row">{column}</th>
                    <td className="num">{text(min)}</td>
                    <td className="num">{text(max)}</td>
                    <td className="num">{text(mean)}</td>
                    <td className="num">{text(std)}</td>
                    <td className="num">{percent(missing)}</td>
                    <td className="num">{categories === null ? '–' : count(categories)}</td>
                    <td>
                      {from}
                      {leftOut.length > 0 && `, lowest and highest without ${leftOut.map(number).join(', ')}`}
                    </td>
                    <td>
                      {isNumber && (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          aria-expanded={isOpen}
                          aria-label={`${isOpen ? 'Close' : 'Edit'} range: ${column}`}
                          onClick={() => setOpen(isOpen ? null : column)}
                        >
                          {isOpen ? 'Close' : 'Edit'}
                        </Button>
                      )}
                    </td>
                  </tr>
                  {isOpen && (
                    <tr>
                      <td colSpan={9}>
                        <ColumnRange column={column} view={view} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
