import { useState } from 'react';
import { Link } from 'wouter';
import type { Asked, SessionDetail } from '../../../api/types';
import { CalmPage } from '../../../components/CalmPage';
import { texts } from '../../../texts/en';
import { Cover } from '../room/Cover';
import { useCover } from '../useCover';
import { firstStage, Questions, type Stage } from './Questions';

interface QuestionsPageProps {
  session: Pick<SessionDetail, 'id' | 'clinic' | 'phone'>;
  asked: Asked;
  onDone: () => void;
}

/** Before waiting: where they are, and whether they can talk there. Neither camera nor microphone is on yet. */
export function QuestionsPage({ session, asked, onDone }: QuestionsPageProps) {
  const words = texts.joining;
  const { covered, cover, uncover } = useCover();
  const [stage, setStage] = useState<Stage>(() => firstStage(asked));
  if (covered) return <Cover onBack={uncover} />;
  const heads = { same: [words.sameTitle, words.lead], full: [words.title, words.lead], parking: [words.parkTitle, words.parkHelp] } as const;
  const [title, lead] = heads[stage];
  return (
    <CalmPage centered={stage !== 'full'} title={title} lead={lead} clinic={session.clinic} phone={session.phone} cover={cover}>
      <Questions session={session.id} asked={asked} stage={stage} onStage={setStage} submitLabel={words.continue} onDone={onDone} />
      <p>
        <Link href="/home">{texts.home.open}</Link>
      </p>
    </CalmPage>
  );
}
