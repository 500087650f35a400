import { useOwnGrants } from '../../api/audit';
import { LinkButton } from '../../components/clinic/LinkButton';
import { PageHeading } from '../../components/clinic/PageHeading';
import { granted as words } from '../../texts/clinic';
import { GrantTable } from '../audit/GrantTable';

/** Where an auditor begins: what is open to them, for what and until when. */
export function OwnGrants() {
  const { data = [] } = useOwnGrants();
  return (
    <>
      <PageHeading title={words.title} lead={words.lead}>
        <LinkButton to="/audit">{words.open}</LinkButton>
      </PageHeading>
      <GrantTable label={words.title} grants={data} />
    </>
  );
}
