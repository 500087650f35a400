import { Button } from '@mantine/core';
import { ApiProblem, type ProblemKind } from '../../api/problem';
import { problems, problemWords, refusals, server } from '../../texts/clinic';
import { Message } from './Message';
import classes from './ProblemNotice.module.css';

/** Kinds of which only the server knows what exactly is wrong. */
const EXPLAINED: ReadonlySet<ProblemKind> = new Set(['invalid', 'conflict', 'gone']);

interface ProblemNoticeProps {
  problem: Error;
  onRetry?: () => void;
  /** Alone on a page without a header. */
  page?: boolean;
}

/** Says what happened, what is safe and what to try. */
export function ProblemNotice({ problem, onRetry, page = false }: ProblemNoticeProps) {
  const { title, help } = wordsOf(problem);
  return (
    <div role="alert" className={page ? classes.page : undefined}>
      <Message title={title} help={help} tone="attention">
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            {problemWords.retry}
          </Button>
        )}
      </Message>
    </div>
  );
}

function wordsOf(problem: Error): { title: string; help: string } {
  if (!(problem instanceof ApiProblem)) return problems.unexpected;
  const { code, detail } = problem.document;
  const refusal = refusals[code ?? ''];
  if (refusal !== undefined) return { title: refusal.title, help: detail === undefined ? refusal.help : server.said(detail) };
  const { title, help } = problems[problem.kind];
  const parts = [help];
  if (EXPLAINED.has(problem.kind) && detail !== undefined) parts.unshift(server.said(detail));
  if (problem.retryAfter !== null) parts.push(problemWords.waitSeconds(problem.retryAfter));
  return { title, help: parts.join(' ') };
}
