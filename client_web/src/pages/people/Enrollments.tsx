import { Button } from '@mantine/core';
import { IconArrowRight, IconCheck, IconClock, IconX, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import type { ClientDetail, Enrollment } from '../../api/types';
import { Chip, type Tone } from '../../components/clinic/Chip';
import { Message } from '../../components/clinic/Message';
import { enrollmentWords as words, programWords } from '../../texts/clinic';
import { fullDay } from '../../time/zone';
import { DischargeDialog } from './DischargeDialog';
import { ErrorDialog } from './ErrorDialog';
import { EnrollDialog } from './EnrollDialog';
import classes from './people.module.css';

const LOOKS: Record<Enrollment['state'], { tone: Tone; icon: Icon }> = {
  planned: { tone: 'attention', icon: IconClock },
  current: { tone: 'good', icon: IconCheck },
  ended: { tone: 'quiet', icon: IconArrowRight },
  error: { tone: 'quiet', icon: IconX },
};

type Doing = { act: 'move' | 'discharge' | 'error'; enrollment: Enrollment } | { act: 'enroll' };

export function Enrollments({ client, isAdmin }: { client: ClientDetail; isAdmin: boolean }) {
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = () => setDoing(null);
  const { enrollments } = client;
  const holds = enrollments.some((one) => one.state === 'current' || one.state === 'planned');
  const again = enrollments.some((one) => one.state === 'ended');
  const enroll = holds ? words.another : again ? words.again : words.enroll;
  return (
    <section aria-label={words.title}>
      <div className={classes.head}>
        <h2>{words.title}</h2>
        {isAdmin && (
          <Button {...(holds && { variant: 'default' })} onClick={() => setDoing({ act: 'enroll' })}>
            {enroll}
          </Button>
        )}
      </div>
      {enrollments.length === 0 && <Message title={words.none} {...(isAdmin && { help: words.noneHelp })} />}
      <ul className={classes.enrollments}>
        {enrollments.map((one) => (
          <Line key={one.id} enrollment={one} onAct={(act) => setDoing({ act, enrollment: one })} />
        ))}
      </ul>
      {doing?.act === 'enroll' && <EnrollDialog client={client} from={null} onClose={close} />}
      {doing?.act === 'move' && <EnrollDialog client={client} from={doing.enrollment} onClose={close} />}
      {doing?.act === 'discharge' && (
        <DischargeDialog client={client.person_id} enrollment={doing.enrollment} onClose={close} />
      )}
      {doing?.act === 'error' && <ErrorDialog client={client.person_id} enrollment={doing.enrollment} onClose={close} />}
    </section>
  );
}

interface LineProps {
  enrollment: Enrollment;
  onAct: (act: 'move' | 'discharge' | 'error') => void;
}

function Line({ enrollment: one, onAct }: LineProps) {
  const name = one.track === null ? one.program : `${one.program}, ${one.track}`;
  const label = (act: 'move' | 'discharge' | 'error') =>
    act === 'discharge' && one.state === 'ended' ? words.acts.correct : words.acts[act];
  return (
    <li className={classes.enrollment} data-state={one.state}>
      <div className={classes.line}>
        <h3>{name}</h3>
        <Chip {...LOOKS[one.state]}>{words.states[one.state]}</Chip>
      </div>
      <p>
        {one.ends_on === null
          ? words.from(fullDay(one.starts_on))
          : words.span(fullDay(one.starts_on), fullDay(one.ends_on))}
      </p>
      <p className={classes.note}>
        {[
          programWords.level(one.level_of_care),
          words.hours(one.weekly_hours, one.own_hours),
          words.began[one.began_as],
          one.ended_as !== null && one.ended_as !== 'error' ? words.ended[one.ended_as] : null,
          one.end_note,
        ]
          .filter((part) => part !== null && part !== '')
          .join(' · ')}
      </p>
      {one.acts.length > 0 && (
        <div className={classes.acts}>
          {(['move', 'discharge', 'error'] as const)
            .filter((act) => one.acts.includes(act))
            .map((act) => (
              <Button
                key={act}
                size="compact-md"
                variant={act === 'error' ? 'subtle' : 'default'}
                aria-label={words.actFor(label(act), one.program)}
                onClick={() => onAct(act)}
              >
                {label(act)}
              </Button>
            ))}
        </div>
      )}
    </li>
  );
}
