import { commandGroups, commandList } from '../../../app/api/commands';
import { KeyCaps } from './keys';

/** What only charts and lists answer to, beside the commands. */
const others: [keys: string, does: string][] = [
  ['←', 'The window before, in the chart over time'],
  ['→', 'The window after'],
  ['Enter', 'Open the marked window, row or choice'],
  ['Tab', 'The next control'],
];

/** Every key of the command table, group by group. */
export function ShortcutTable() {
  return (
    <div className="shortcuts">
      {commandGroups.map((group) => {
        const rows = commandList.filter((command) => command.group === group && command.keys);
        if (rows.length === 0) return null;
        return (
          <table key={group}>
            <caption>{group}</caption>
            <tbody>
              {rows.map(({ id, title, keys = [], browserKeeps }) => (
                <tr key={id}>
                  <th scope="row">
                    {title}
                    {browserKeeps && <span className="soft small"> on the desktop; a browser keeps these keys</span>}
                  </th>
                  <td>
                    {keys.map((key, index) => (
                      <span key={key}>
                        {index > 0 && <span className="soft small"> or </span>}
                        <KeyCaps keys={key} />
                      </span>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
      <table>
        <caption>In charts and lists</caption>
        <tbody>
          {others.map(([keys, does]) => (
            <tr key={keys}>
              <th scope="row">{does}</th>
              <td>
                <KeyCaps keys={keys} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
