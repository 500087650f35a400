import { useChoices, useSplitOffer } from '../../../api/schedule';
import { Message } from '../../../components/clinic/Message';
import { PageHeading } from '../../../components/clinic/PageHeading';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { Waiting } from '../../../components/clinic/Waiting';
import { schedule, splitForm as words } from '../../../texts/clinic';
import { longDay, type Day } from '../../../time/zone';
import { SplitForm } from './SplitForm';

/** One group becomes two from a day on. */
export function SplitPage({ series, from }: { series: string; from: Day | null }) {
  const choices = useChoices();
  const offer = useSplitOffer(series, from, '');
  const failed = choices.isLoadingError ? choices : offer.isLoadingError ? offer : null;
  return (
    <>
      <PageHeading
        title={words.title}
        back={{ to: '/', words: schedule.title }}
        lead={offer.data && words.lead(longDay(offer.data.from_on))}
      />
      {failed !== null && <ProblemNotice problem={failed.error} onRetry={() => void failed.refetch()} />}
      {failed === null && !(choices.data && offer.data) && <Waiting />}
      {offer.data?.clients.length === 0 && <Message title={words.nobodyThere} help={words.nobodyThereHelp} />}
      {choices.data && offer.data && offer.data.clients.length > 0 && (
        <SplitForm series={series} offer={offer.data} choices={choices.data} />
      )}
    </>
  );
}
