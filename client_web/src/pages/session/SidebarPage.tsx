import type { RoomView } from '../../protocol/messages';
import { RoomButton } from '../../components/RoomButton';
import { useLive } from '../../hooks/live';
import { texts } from '../../texts/en';
import { AsideLayout } from './AsideLayout';
import classes from './AsideLayout.module.css';

/** One client and one of the staff aside, while a colleague goes on with the group. */
export function SidebarPage({ view }: { view: RoomView }) {
  const { live } = useLive();
  const other = view.participants[0];
  const words = texts.sidebar;
  const own = view.staff?.sidebars.find(({ staff }) => staff === view.me.participant);
  return (
    <AsideLayout view={view} title={words.title}>
      <p>{other ? (view.staff ? words.staff(other.name) : words.client(other.name)) : words.alone}</p>
      {own && (
        <div className={classes.actions}>
          <RoomButton small look="main" onClick={() => live.act({ type: 'end_sidebar', participant: own.participant })}>
            {words.end}
          </RoomButton>
        </div>
      )}
    </AsideLayout>
  );
}
