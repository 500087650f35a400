import type { RoomView } from '../../protocol/messages';
import { AskForHelp } from './AskForHelp';
import { CalmPage } from '../../components/CalmPage';
import { useLive } from '../../hooks/live';
import { texts } from '../../texts/en';

/** No staff can be reached: nothing is seen or heard until they are back. */
export function HoldPage({ view }: { view: RoomView }) {
  const { live } = useLive();
  const { clinic, phone } = view.session;
  return (
    <CalmPage centered title={texts.hold.title} lead={texts.hold.help} clinic={clinic} phone={phone} exit={() => live.vanish()}>
      {view.me.role !== 'observer' && <AskForHelp session={view.session.session} />}
      <p>
        {texts.hold.call} <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>
      </p>
    </CalmPage>
  );
}
