import { Button, Radio } from '@mantine/core';
import type { SplitOffer } from '../../../api/types';
import { DenseTable } from '../../../components/clinic/DenseTable';
import table from '../../../components/clinic/table.module.css';
import { splitForm as words } from '../../../texts/clinic';
import classes from '../Schedule.module.css';

interface DividedProps {
  clients: SplitOffer['clients'];
  inSecond: ReadonlySet<string>;
  onMove: (inSecond: ReadonlySet<string>) => void;
  onEvenly: () => void;
}

/** Each client is in one of the two. */
export function Divided({ clients, inSecond, onMove, onEvenly }: DividedProps) {
  const put = (person: string, second: boolean) => {
    const next = new Set(inSecond);
    if (second) next.add(person);
    else next.delete(person);
    onMove(next);
  };
  return (
    <section>
      <h2 className={classes.small}>{words.who}</h2>
      <p className={classes.help}>{words.whoHelp}</p>
      <div className={classes.evenly}>
        <Button variant="default" onClick={onEvenly}>
          {words.evenly}
        </Button>
        <span className={classes.dim}>{words.evenlyHelp}</span>
      </div>
      <DenseTable label={words.who} columns={[words.client, words.first, words.second]}>
        {clients.map((one) => (
          <tr key={one.person_id}>
            <th scope="row">
              {one.name}
              {one.record_number !== null && <span className={table.under}>{one.record_number}</span>}
            </th>
            {[false, true].map((second) => {
              const column = second ? words.second : words.first;
              return (
                <td key={column} data-column={column}>
                  <Radio
                    name={one.person_id}
                    aria-label={`${words.groupOf(one.name)}: ${column}`}
                    checked={inSecond.has(one.person_id) === second}
                    onChange={() => put(one.person_id, second)}
                  />
                </td>
              );
            })}
          </tr>
        ))}
      </DenseTable>
    </section>
  );
}
