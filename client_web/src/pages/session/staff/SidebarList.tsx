import type { SidebarView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import panel from './StaffPanel.module.css';

/** Who is aside with whom; one whose other side is out of reach can be brought back. */
export function SidebarList({ sidebars }: { sidebars: SidebarView[] }) {
  const { live } = useLive();
  if (sidebars.length === 0) return null;
  const words = texts.sidebar;
  return (
    <section className={panel.section} aria-label={words.title}>
      <ul className={panel.list}>
        {sidebars.map(({ participant, name, staff_name, staff_away }) => (
          <li key={participant} className={panel.line}>
            <span className={panel.who}>{words.list(name, staff_name)}</span>
            {staff_away && (
              <RoomButton small onClick={() => live.act({ type: 'end_sidebar', participant })}>
                {words.bringBack(name)}
              </RoomButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
