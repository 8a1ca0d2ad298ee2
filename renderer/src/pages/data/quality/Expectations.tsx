import type { Expectation } from '../../../../../app/api/schemas/quality';
import { Panel } from '../../../components/Panel';
import { count, number, percent } from '../../../format/numbers';

const mostShown = 200;

/** What each column is expected to be like: made from the reference, or declared. */
export function Expectations({ expectations }: { expectations: Expectation[] }) {
  const text = (value: number | null): string => (value === null ? '–' : number(value));
  return (
    <Panel
      flush
      title="Expected of each column"
      note={expectations.length > mostShown ? `the first ${count(mostShown)} of ${count(expectations.length)}` : undefined}
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
            </tr>
          </thead>
          <tbody>
            {expectations.slice(0, mostShown).map(({ column, min, max, mean, std, missing, categories, from, leftOut }) => (
              <tr key={column}>
                <th scope="row">{column}</th>
                <td className="num">{text(min)}</td>
                <td className="num">{text(max)}</td>
                <td className="num">{text(mean)}</td>
                <td className="num">{text(std)}</td>
                <td className="num">{missing === null ? '–' : percent(missing)}</td>
                <td className="num">{categories === null ? '–' : count(categories)}</td>
                <td>
                  {from}
                  {leftOut.length > 0 && `, lowest and highest without ${leftOut.map(number).join(', ')}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
