import { Button } from '@mantine/core';
import { useState } from 'react';
import type { WeekOfDraws } from '../../../api/types';
import { useStaff } from '../../../components/clinic/StaffArea';
import { drugScreens as words } from '../../../texts/clinic';
import { clock, dayIn, fullDay } from '../../../time/zone';
import followUp from '../followUp/followUp.module.css';
import classes from './drugScreens.module.css';
import { EvidenceDialog } from './EvidenceDialog';
import { ScreenTable } from './ScreenTable';

/** One week: its draw, and whoever is asked in it. */
export function Week({ week }: { week: WeekOfDraws }) {
  const { role, clinic } = useStaff();
  const [looking, setLooking] = useState(false);
  const title = words.weekOf(fullDay(week.starts_on));
  const { draw } = week;
  return (
    <section className={followUp.section}>
      <h2>{title}</h2>
      <div className={classes.made}>
        <span>{draw === null ? words.noDraw : made(draw, clinic.time_zone)}</span>
        {draw !== null && role === 'admin' && (
          <Button size="compact-sm" variant="default" aria-label={`${words.evidence}: ${title}`} onClick={() => setLooking(true)}>
            {words.evidence}
          </Button>
        )}
      </div>
      {week.screens.length > 0 && <ScreenTable label={title} screens={week.screens} />}
      {week.unseen > 0 && <p className={classes.note}>{words.unseen(week.unseen)}</p>}
      {looking && draw !== null && <EvidenceDialog draw={draw.id} week={week.starts_on} onClose={() => setLooking(false)} />}
    </section>
  );
}

function made(draw: NonNullable<WeekOfDraws['draw']>, zone: string): string {
  const at = new Date(draw.at);
  const when = `${fullDay(dayIn(zone, at))}, ${clock(zone, at)}`;
  return draw.by === '' ? words.madeByItself(draw.selected, draw.eligible, when) : words.madeBy(draw.selected, draw.eligible, draw.by, when);
}
