import { Button } from '@mantine/core';
import { IconHeartHandshake, IconLifebuoy } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useAnswerHelp, useCallHelp, useEndHelp, useHelp, useLook } from '../../api/help';
import type { HelpCall } from '../../api/types';
import { playArrival } from '../../media/audio';
import { helpCalls as words } from '../../texts/clinic';
import { clockHere } from '../../time/zone';
import classes from './AttentionBanner.module.css';

interface HelpRowsProps {
  /** The session that this page shows already. */
  here?: string | undefined;
  onOpen: (session: string) => void;
}

/** Open calls for help: to answer, or to see that somebody comes. Two notes sound when one asks for whoever looks at this. */
export function HelpRows({ here, onOpen }: HelpRowsProps) {
  const { data = [] } = useHelp(true);
  useLook();
  useBell(data.filter(({ asks }) => asks).map(({ id }) => id));
  return data.map((call) => <Row key={call.id} call={call} isHere={call.session === here} onOpen={() => onOpen(call.session)} />);
}

interface RowProps {
  call: HelpCall;
  isHere: boolean;
  onOpen: () => void;
}

function Row({ call, isHere, onOpen }: RowProps) {
  const answer = useAnswerHelp();
  const end = useEndHelp();
  const again = useCallHelp(call.session);
  const failed = answer.isError || end.isError || again.isError;
  const come = () => answer.mutate(call.id, { onSuccess: () => !isHere && onOpen() });
  const Sign = call.asks ? IconLifebuoy : IconHeartHandshake;
  return (
    <div className={`${classes.row} ${call.asks ? '' : classes.calm}`} data-call={call.kind}>
      <Sign className={classes.sign} size={28} stroke={1.75} aria-hidden />
      <div className={classes.words}>
        <p className={classes.what}>
          {sentence(call)}, {words.since(clockHere(call.time_zone, new Date(call.at)))}.
        </p>
        <p className={classes.help}>{failed ? words.failed : help(call)}</p>
      </div>
      <div className={classes.acts}>
        {call.asks && (
          <Button color="clay" loading={answer.isPending} aria-label={answerLabel(call)} onClick={come}>
            {call.kind === 'client' ? words.see : words.coming}
          </Button>
        )}
        {call.coming && !isHere && <Button onClick={onOpen}>{words.open}</Button>}
        {call.mine && (
          <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            {call.everybody || call.answered_by !== null ? words.again : words.callAll}
          </Button>
        )}
        {!call.asks && !call.coming && !call.mine && call.answered_by !== null && !call.may_end && (
          <Button variant="default" loading={answer.isPending} onClick={come}>
            {words.comingToo}
          </Button>
        )}
        {call.may_end && (
          <Button variant="default" loading={end.isPending} aria-label={words.overFor(call.title)} onClick={() => end.mutate(call.id)}>
            {words.over}
          </Button>
        )}
      </div>
    </div>
  );
}

function sentence({ kind, by, mine, coming, title, answered_by }: HelpCall): string {
  const who = by ?? words.somebody;
  if (coming) return kind === 'client' ? words.youSeeTo(who) : words.youCome(title);
  if (answered_by !== null) return kind === 'client' ? words.seesTo(answered_by, who) : words.comes(answered_by, title);
  if (kind === 'client') return by === null ? words.asksIn(title) : words.asks(by);
  return mine ? words.mine(title) : words.called(who, title);
}

function help({ kind, by, mine, paged, everybody, answered_by }: HelpCall): string {
  if (answered_by !== null) return '';
  if (mine) return everybody ? words.pagedAll : words.paged;
  if (kind === 'client' && by !== null) return words.quietly;
  return [paged && kind === 'staff' && words.onCall, everybody && words.everybody].filter(Boolean).join(' ');
}

function answerLabel({ kind, by, title }: HelpCall): string {
  return kind === 'client' ? words.seeFor(by ?? words.somebody) : words.comingFor(title);
}

function useBell(asking: string[]): void {
  const known = useRef(new Set<string>());
  const ids = asking.join(' ');
  useEffect(() => {
    const now = ids === '' ? [] : ids.split(' ');
    if (now.some((id) => !known.current.has(id))) playArrival();
    known.current = new Set(now);
  }, [ids]);
}
