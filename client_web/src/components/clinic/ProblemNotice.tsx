import { Button } from '@mantine/core';
import { ApiProblem } from '../../api/problem';
import { problems, problemWords } from '../../texts/clinic';
import { Message } from './Message';
import classes from './ProblemNotice.module.css';

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
  const words = problems[problem.kind];
  if (problem.retryAfter === null) return words;
  return { title: words.title, help: `${words.help} ${problemWords.waitSeconds(problem.retryAfter)}` };
}
