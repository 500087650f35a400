import { nothingHere as words } from '../../texts/clinic';
import { LinkButton } from './LinkButton';
import { PageHeading } from './PageHeading';

/** Below the header of a page of staff and auditors, for an address that leads nowhere. */
export function NothingHere() {
  return (
    <>
      <PageHeading title={words.title} lead={words.help} />
      <LinkButton to="~/">{words.home}</LinkButton>
    </>
  );
}
