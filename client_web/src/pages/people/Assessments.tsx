import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useAssessments } from '../../api/assessments';
import type { Assessment } from '../../api/types';
import classes from '../../components/assessment/Assessment.module.css';
import AssessmentDialog from '../../components/assessment/AssessmentDialog';
import { TOPICS } from '../../components/assessment/draft';
import { Chip } from '../../components/clinic/Chip';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import { assessmentWords as words } from '../../texts/clinic';
import { fullDay } from '../../time/zone';
import people from './people.module.css';

/** What was judged of care from a distance, the newest first; older versions stay below it. */
export function Assessments({ client, name }: { client: string; name: string }) {
  const zone = useStaff().clinic.time_zone;
  const found = useAssessments(client);
  const [open, setOpen] = useState(false);
  const [newest, ...older] = found.data ?? [];
  return (
    <section aria-label={words.title}>
      <div className={people.head}>
        <div>
          <h2>{words.title}</h2>
          <p className={people.note}>{words.about}</p>
        </div>
        <Button variant="default" onClick={() => setOpen(true)}>
          {newest === undefined ? words.record : words.recordAgain}
        </Button>
      </div>
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && newest === undefined && <p>{words.none}</p>}
      {newest && (
        <ul className={classes.list}>
          <Version assessment={newest} />
        </ul>
      )}
      {older.length > 0 && (
        <details>
          <summary>{words.older(older.length)}</summary>
          <ul className={classes.list}>
            {older.map((one) => (
              <Version key={one.id} assessment={one} />
            ))}
          </ul>
        </details>
      )}
      {open && <AssessmentDialog client={client} name={name} session={null} zone={zone} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Version({ assessment: one }: { assessment: Assessment }) {
  const suits = one.suitability !== 'not_suitable';
  const contact = [one.contact_name, one.contact_relation, one.contact_phone].filter((part) => part !== '').join(', ');
  return (
    <li>
      <Chip tone={suits ? 'good' : 'attention'} icon={suits ? IconCheck : IconX}>
        {words.suitability[one.suitability]}
      </Chip>
      <p className={people.note}>{words.judged(fullDay(one.made_on), one.made_by, one.version)}</p>
      <ul className={classes.topics}>
        {TOPICS.map((topic) => (
          <li key={topic}>
            {words.answer(words.topics[topic], one[topic].yes, one[topic].alone)}
            {one[topic].note !== '' && ` ${one[topic].note}`}
          </li>
        ))}
      </ul>
      {contact !== '' && <p>{`${words.contact}: ${contact}`}</p>}
      {one.reason !== '' && <p>{one.reason}</p>}
    </li>
  );
}
