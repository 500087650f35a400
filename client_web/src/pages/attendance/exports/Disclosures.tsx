import { useDisclosures } from '../../../api/exports';
import type { Disclosure, Person } from '../../../api/types';
import { Chip } from '../../../components/clinic/Chip';
import { DenseTable } from '../../../components/clinic/DenseTable';
import { Message } from '../../../components/clinic/Message';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { useStaff } from '../../../components/clinic/StaffArea';
import table from '../../../components/clinic/table.module.css';
import { Waiting } from '../../../components/clinic/Waiting';
import { disclosures as words, exports as exportWords } from '../../../texts/clinic';
import { clock, dayIn, fullDay } from '../../../time/zone';
import { ExportButton } from './ExportButton';
import classes from './Section.module.css';

/** The account of where this client's records went, for three years. */
export function Disclosures({ client }: { client: Person }) {
  const found = useDisclosures(client.person_id);
  return (
    <section className={classes.section} aria-labelledby="disclosures">
      <div className={classes.head}>
        <h2 id="disclosures" className={classes.title}>
          {words.title}
        </h2>
        <ExportButton label={words.file} scope={{ range: null, client, session: null, formats: ['accounting'] }} />
      </div>
      {found.isPending && <Waiting />}
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Message title={words.none} />}
      {found.data && found.data.length > 0 && <DisclosureTable disclosures={found.data} />}
    </section>
  );
}

function DisclosureTable({ disclosures }: { disclosures: readonly Disclosure[] }) {
  const zone = useStaff().clinic.time_zone;
  return (
    <DenseTable label={words.title} columns={[words.to, words.when, words.what, words.why, words.by]}>
      {disclosures.map((one) => (
        <tr key={one.id}>
          <th scope="row">
            {one.recipient}
            {one.affiliation !== '' && <span className={table.under}>{one.affiliation}</span>}
          </th>
          <td data-column={words.when} className={table.nowrap}>
            {fullDay(dayIn(zone, new Date(one.at)))}, {clock(zone, new Date(one.at))}
          </td>
          <td data-column={words.what}>
            <span>
              {exportWords.formats[one.format]}
              {one.format !== 'accounting' && one.format !== 'told' && <span className={table.under}>{words.records(one.records)}</span>}
              {one.complete === false && <Chip tone="attention">{words.broken}</Chip>}
            </span>
          </td>
          <td data-column={words.why}>
            <span>
              {one.purpose}
              <span className={table.under}>
                {exportWords.bases[one.basis]}
                {one.particulars !== '' && `: ${one.particulars}`}
              </span>
            </span>
          </td>
          <td data-column={words.by}>{one.made_by}</td>
        </tr>
      ))}
    </DenseTable>
  );
}
